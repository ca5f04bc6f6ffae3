package io.sluice.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of this run, which may be ended, frozen and let go on. */
final class Child {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          // Memory that is not bounded ends the process, and ending is seen.
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /**
   * Starts a class of this program's own class path in a JVM of its own.
   *
   * @param log of everything it says
   * @param environment on top of this process's
   */
  static Child start(Path log, String heap, List<String> words, Map<String, String> environment) {
    var command = new ArrayList<String>();
    command.add(JAVA);
    command.add("-Xmx" + heap);
    command.addAll(JVM);
    command.add("-Dsluice.log=" + log + ".txt");
    try {
      command.addAll(List.of("-cp", classPath(log.resolveSibling("program"))));
      command.addAll(words);
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment);
      var process = builder.start();
      Files.writeString(
          log.resolveSibling(Leash.CHILDREN),
          process.pid() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return new Child(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A process that reads its classes from jars within a jar takes twice as long to start, so they
   * are taken out once.
   */
  private static String classPath(Path folder) throws IOException {
    var own = System.getProperty("java.class.path");
    if (!own.endsWith("-exec.jar")) {
      return own;
    }
    if (!Files.exists(folder)) {
      new ProcessBuilder(
              JAVA, "-Djarmode=tools", "-jar", own, "extract", "--destination", folder.toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join();
    }
    return folder.resolve(Path.of(own).getFileName()).toString();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9; returns when it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** An operator's stop; kill -9 when it does not come to its end. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** SIGSTOP: everything stands still, connections stay open. */
  void freeze() throws InterruptedException {
    signal(process.pid(), "STOP");
  }

  /** SIGCONT. */
  void thaw() throws InterruptedException {
    signal(process.pid(), "CONT");
  }

  /** True when it has ended by itself within this time. */
  boolean ends(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  static void signal(long pid, String signal) throws InterruptedException {
    try {
      int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("SIG" + signal + " did not reach process " + pid);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
