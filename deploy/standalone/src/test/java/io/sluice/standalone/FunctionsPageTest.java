package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the page of functions says is held by a test is held by one that is there. */
class FunctionsPageTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z]\\w+(?:IT|Test|Story))(?:\\.(\\w+))?`");

  @Test
  void everyTestThatItNamesIsThere() throws IOException {
    Map<String, String> tests;
    try (var files = Files.walk(ROOT)) {
      tests =
          files
              .filter(file -> file.toString().matches(".*/src/test/java/.*(IT|Test|Story)\\.java"))
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString().replace(".java", ""),
                      FunctionsPageTest::text,
                      (one, _) -> one));
    }
    var named = NAMED.matcher(Files.readString(ROOT.resolve("deploy/docs/functions.md")));
    var missing = new TreeSet<String>();
    while (named.find()) {
      String text = tests.get(named.group(1));
      String method = named.group(2);
      if (text == null || (method != null && !text.contains("void " + method + "("))) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
