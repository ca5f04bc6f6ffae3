package io.sluice.ctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API as this program sees it. */
final class Gateway {
  static final JsonMapper JSON = JsonMapper.builder().build();

  /** Refused: what is wrong, the code, and what to do. */
  static final class Refusal extends RuntimeException {
    Refusal(int status, JsonNode problem) {
      super(
          problem.path("code").isMissingNode()
              ? "the gateway answered " + status
              : problem.path("code").asString()
                  + ": "
                  + problem.path("detail").asString("")
                  + "\n"
                  + problem.path("remedy").asString(""));
    }
  }

  /** Nobody answers there. */
  static final class Unreachable extends RuntimeException {
    Unreachable(String url, Exception cause) {
      super("no answer from " + url + ": " + cause.getMessage(), cause);
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String base;
  private final String token;

  Gateway(String url, String token) {
    this.base = (url.endsWith("/") ? url.substring(0, url.length() - 1) : url) + "/api/v1";
    this.token = token;
  }

  JsonNode get(String path) {
    return json(send(request(path).GET(), Duration.ofSeconds(30)));
  }

  JsonNode post(String path, @Nullable Object body) {
    return write("POST", path, body);
  }

  /** Sends it and waits for its outcome. */
  JsonNode write(String method, String path, @Nullable Object body) {
    return json(
        send(
            request(path)
                .header("Prefer", "wait=30")
                .header("Content-Type", "application/json")
                .method(
                    method,
                    body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(JSON.writeValueAsString(body))),
            Duration.ofSeconds(40)));
  }

  /** Sends a text as it is, of this type. */
  JsonNode upload(String path, String type, String text) {
    return json(
        send(
            request(path)
                .header("Prefer", "wait=30")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(text)),
            Duration.ofSeconds(40)));
  }

  /** An answer as it comes, of this type; the caller closes it. */
  InputStream stream(String path, String type) {
    var request = request(path).header("Accept", type).GET();
    try {
      var answer = http.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() >= 300) {
        try (var body = answer.body()) {
          throw new Refusal(answer.statusCode(), parsed(new String(body.readAllBytes(), UTF_8)));
        }
      }
      return answer.body();
    } catch (IOException e) {
      throw new Unreachable(base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable(base, e);
    }
  }

  /** {@code ?a=1}; what is null or empty is left out. */
  static String query(@Nullable Object... namesAndValues) {
    var parts = new ArrayList<String>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null && !value.toString().isEmpty()) {
        parts.add(namesAndValues[i] + "=" + URLEncoder.encode(value.toString(), UTF_8));
      }
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, Duration patience) {
    try {
      return http.send(request.timeout(patience).build(), BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new Unreachable(base, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable(base, e);
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    JsonNode body = parsed(answer.body());
    if (answer.statusCode() >= 300) {
      throw new Refusal(answer.statusCode(), body);
    }
    return body;
  }

  private static JsonNode parsed(String text) {
    try {
      return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }
}
