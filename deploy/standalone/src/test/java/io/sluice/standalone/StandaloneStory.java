package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class StandaloneStory extends LifecycleStory {
  @Override
  Installation install(Path folder) {
    return Installation.standalone(folder);
  }

  /** One process holds all keys, so the first two steps of a rotation are taken at once. */
  @Override
  void whileItIsDead(Path folder) throws Exception {
    Path key = folder.resolve("data/secret.key");
    if (Files.readAllLines(key).size() == 1) {
      String before = Files.readString(key).strip();
      rotate(key);
      rotate(key);
      assertThat(Files.readString(key)).contains("old " + before).doesNotStartWith(before);
    }
  }

  private static void rotate(Path key) throws Exception {
    var process =
        new ProcessBuilder("bash", "../sluice", "rotate-key", "--secret-key-file", key.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("of 3");
  }
}
