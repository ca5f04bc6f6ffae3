package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeashTest {
  /** Starts a child on a leash, and is killed. */
  static final class Run {
    public static void main(String[] words) throws InterruptedException {
      var folder = Path.of(words[0]);
      try (var leash = new Leash(folder)) {
        Child.start(folder.resolve("child.log"), "32m", List.of(Forever.class.getName()), Map.of());
        Thread.currentThread().join();
      }
    }
  }

  /** Never ends by itself. */
  static final class Forever {
    public static void main(String[] words) throws InterruptedException {
      Thread.currentThread().join();
    }
  }

  @TempDir private Path folder;

  @Test
  void whatARunHasStartedDoesNotOutliveIt() throws Exception {
    var run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                folder.toString())
            .inheritIO()
            .start();
    var children = folder.resolve(Leash.CHILDREN);
    Await.until(
        "a child is there",
        Duration.ofSeconds(60),
        () -> Files.exists(children) && Files.size(children) > 0);
    long child = Long.parseLong(Files.readString(children).trim());
    assertThat(ProcessHandle.of(child)).isPresent();

    run.destroyForcibly();

    Await.until(
        "the child is gone",
        Duration.ofSeconds(60),
        () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }
}
