package io.sluice.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What all commands have in common: where the gateway is, who asks, and how answers are shown. */
abstract class Calls {
  @Option(
      names = "--url",
      defaultValue = "${env:SLUICE_URL:-http://127.0.0.1:8080}",
      description = "where the gateway is (SLUICE_URL; default ${DEFAULT-VALUE})")
  private String url = "";

  @Option(
      names = "--token-file",
      defaultValue = "${env:SLUICE_TOKEN_FILE}",
      description = "file with the token (SLUICE_TOKEN_FILE)")
  private @Nullable Path tokenFile;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "table",
      description = "table or json (default ${DEFAULT-VALUE})")
  private Output.Form form = Output.Form.TABLE;

  @Spec private @Nullable CommandSpec spec;

  void show(JsonNode line) {
    output()
        .line(
            "%s %-5s %s"
                .formatted(
                    Output.text(line, "at"),
                    Output.text(line, "level"),
                    Output.text(line, "text")));
  }

  interface Heard {
    void message(JsonNode message);
  }

  /** Until it is interrupted, or the gateway ends it. */
  void follow(String path, Heard heard) throws IOException {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(gateway().stream(path, "text/event-stream"), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          heard.message(Gateway.JSON.readTree(line.substring(5)));
        }
      }
    }
  }

  void copy(String path, String type) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(gateway().stream(path, type), UTF_8))) {
      lines.lines().forEach(output()::line);
    }
  }

  static String path(String id) {
    return (id.startsWith("p-") ? "/projects/" : "/components/") + id;
  }

  Output output() {
    return new Output(command().commandLine().getOut(), form);
  }

  Gateway gateway() {
    return new Gateway(url, token());
  }

  private String token() {
    String given = System.getenv("SLUICE_TOKEN");
    try {
      if (tokenFile != null && !tokenFile.toString().isEmpty()) {
        return Files.readString(tokenFile).strip();
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the token cannot be read: " + e.getMessage(), e);
    }
    if (given == null || given.isBlank()) {
      throw new IllegalArgumentException("no token: give --token-file FILE or set SLUICE_TOKEN");
    }
    return given;
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException();
    }
    return spec;
  }
}
