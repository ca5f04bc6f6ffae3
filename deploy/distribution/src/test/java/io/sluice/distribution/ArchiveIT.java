package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.embedded.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked somewhere away from the sources. */
class ArchiveIT {
  @TempDir private static Path folder;
  private static Path home;

  @BeforeAll
  static void unpack() throws Exception {
    Path archive = only(Path.of("target"), "sluice-*.tar.gz");
    assertThat(run(List.of("tar", "xzf", archive.toAbsolutePath().toString()))).isEmpty();
    home = only(folder, "sluice-*");
  }

  @Test
  void allThatAJarNeedsIsBesideIt() throws IOException {
    var missing = new TreeSet<String>();
    Path lib = home.resolve("lib");
    try (var jars = Files.newDirectoryStream(lib, "sluice-*.jar")) {
      for (Path jar : jars) {
        try (var file = new JarFile(jar.toFile())) {
          String needed = file.getManifest().getMainAttributes().getValue("Class-Path");
          for (String name : needed == null ? new String[0] : needed.split(" ")) {
            if (!Files.exists(lib.resolve(name))) {
              missing.add(jar.getFileName() + " needs " + name);
            }
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void licencesAndDocumentsAreInIt() throws IOException {
    assertThat(home.resolve("LICENSE")).exists();
    assertThat(home.resolve("docs/api.md")).exists();
    assertThat(Files.readString(home.resolve("licenses/THIRD-PARTY.txt")))
        .contains("org.postgresql:postgresql", "io.debezium:debezium-embedded")
        .doesNotContain("Unknown license");
  }

  @Test
  void whatIsAskedWronglyIsToldAndNothingIsBuilt() throws Exception {
    String told = run(List.of(launcher(), "writer-service", "--nothing"));
    assertThat(told).contains("unknown option for writer-service: --nothing");
    assertThat(run(List.of(launcher(), "ctl", "--help"))).contains("Usage: sluice ctl");
  }

  @Test
  void itStartsAndEndsAtASignal() throws Exception {
    int port = FreePort.find();
    var process =
        builder(
                List.of(
                    launcher(),
                    "up",
                    "--data",
                    folder.resolve("data").toString(),
                    "--port",
                    "" + port))
            .redirectOutput(folder.resolve("up.log").toFile())
            .start();
    try (var http = HttpClient.newHttpClient()) {
      var console = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
      Awaitility.await()
          .atMost(Duration.ofSeconds(120))
          .until(() -> Files.readString(folder.resolve("up.log")).contains("Ready after"));
      assertThat(http.send(console, BodyHandlers.ofString()).body()).contains("<title>Sluice");
      process.destroy();
      assertThat(process.waitFor(Duration.ofSeconds(30))).isTrue();
      // 128 and the signal's number, as for all that a shell starts.
      assertThat(process.exitValue()).isIn(0, 143);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String launcher() {
    return home.resolve("bin/sluice").toString();
  }

  private static String run(List<String> command) throws Exception {
    var process = builder(command).start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return told;
  }

  private static ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private static Path only(Path in, String pattern) throws IOException {
    var found = new ArrayList<Path>();
    try (var all = Files.newDirectoryStream(in, pattern)) {
      all.forEach(found::add);
    }
    assertThat(found).as(pattern).hasSize(1);
    return found.getFirst();
  }
}
