package io.sluice.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the gateway API as any program would. Safe for any thread. */
public final class GatewayClient {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final JsonMapper json = JsonMapper.builder().build();
  private final int port;
  private final AdminToken token;
  private final String base;

  /**
   * An answer of the API.
   *
   * @param body an empty object when the answer had none
   */
  public record Answer(int status, JsonNode body) {
    /** The body of an answer that must have been a success. */
    public JsonNode ok() {
      if (status >= 300) {
        throw new IllegalStateException("the API answered " + status + ": " + body);
      }
      return body;
    }
  }

  public GatewayClient(int port, AdminToken token) {
    this.port = port;
    this.token = token;
    this.base = "http://127.0.0.1:" + port + "/api/v1";
  }

  public Answer get(String path) {
    return send("GET", path, null);
  }

  /** Sends a command and waits up to 20 s for its outcome. */
  public Answer post(String path, Object body) {
    return send("POST", path, body);
  }

  public Answer put(String path, Object body) {
    return send("PUT", path, body);
  }

  public Answer delete(String path) {
    return send("DELETE", path, null);
  }

  private Answer send(String method, String path, @org.jspecify.annotations.Nullable Object body) {
    var publisher =
        body == null
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(json.writeValueAsString(body));
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, publisher)
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=20")
            .header("Authorization", "Bearer " + token.get(port))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      var text = response.body();
      return new Answer(
          response.statusCode(), text.isBlank() ? json.createObjectNode() : json.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + request.uri(), e);
    }
  }
}
