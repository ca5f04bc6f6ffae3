package io.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, printed as it comes and kept for the file. */
final class Figures {
  private final Map<String, Object> values = new LinkedHashMap<>();

  void rate(String name, double perSecond) {
    values.put(name, Math.round(perSecond));
    System.out.printf(Locale.ROOT, "%-40s %,12.0f /s%n", name, perSecond);
  }

  void ratio(String name, double value) {
    values.put(name, Math.round(value * 1000) / 1000.0);
    System.out.printf(Locale.ROOT, "%-40s %12.3f%n", name, value);
  }

  void millis(String name, double value) {
    values.put(name, Math.round(value * 100) / 100.0);
    System.out.printf(Locale.ROOT, "%-40s %12.2f ms%n", name, value);
  }

  void equal(String stage, boolean equal) {
    values.put(stage + "_equal", equal);
    System.out.printf("%-40s %12s%n", stage + "_equal", equal ? "yes" : "NO");
    if (!equal) {
      throw new IllegalStateException(stage + ": source and destination differ");
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(
        file,
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(values));
  }
}
