package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.cloudevents.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Somebody at a browser: keeps cookies, and sends back what shows that it is no other site. */
final class SignedIn implements AutoCloseable {
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private final Function<String, URI> uri;

  SignedIn(Function<String, URI> uri) {
    this.uri = uri;
    send("GET", "/api/v1/session", null);
  }

  HttpResponse<String> signIn(String name, String password) {
    var answer = send("POST", "/api/v1/session", Map.of("name", name, "password", password));
    send("GET", "/api/v1/session", null);
    return answer;
  }

  HttpResponse<String> send(String method, String path, @Nullable Object body) {
    return send(method, path, body, "X-XSRF-TOKEN", cookie("XSRF-TOKEN"));
  }

  HttpResponse<String> send(String method, String path, @Nullable Object body, String... headers) {
    var request =
        HttpRequest.newBuilder(uri.apply(path))
            .timeout(Duration.ofSeconds(40))
            .header("Content-Type", "application/json")
            .headers(headers)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(Json.LENIENT.writeValueAsString(body)));
    try {
      return http.send(request.build(), BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Empty when it has none of this name. */
  String cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst()
        .orElse("");
  }

  @Override
  public void close() {
    http.close();
  }
}
