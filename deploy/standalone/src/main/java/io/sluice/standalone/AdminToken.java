package io.sluice.standalone;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An API token for a program that runs an installation; it is one for all project-services of the
 * installation. Safe for any thread.
 */
public final class AdminToken {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path passwordFile;
  private @Nullable String token;

  private AdminToken(Path passwordFile, @Nullable String token) {
    this.passwordFile = passwordFile;
    this.token = token;
  }

  static AdminToken of(String token) {
    return new AdminToken(Path.of(""), token);
  }

  /** Made at first need, by signing in as {@code admin} with the password of the first start. */
  public static AdminToken withPassword(Path file) {
    return new AdminToken(file, null);
  }

  /**
   * @throws UncheckedIOException when the gateway does not answer, or does not let in yet
   */
  public synchronized String get(int port) {
    if (token == null) {
      try {
        token = make("http://127.0.0.1:" + port + "/api/v1");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while signing in", e);
      }
    }
    return token;
  }

  private String make(String api) throws IOException, InterruptedException {
    var cookies = new CookieManager();
    try (var http = HttpClient.newBuilder().cookieHandler(cookies).build()) {
      // The first answer brings the cookie that every write has to repeat as a header.
      ok(http.send(request(api + "/session").build(), BodyHandlers.ofString()));
      String password = Files.readString(passwordFile).strip();
      var signIn = Map.of("name", "admin", "password", password);
      ok(http.send(post(api + "/session", signIn, cookies), BodyHandlers.ofString()));
      ok(http.send(request(api + "/session").build(), BodyHandlers.ofString()));
      var wanted = Map.of("name", "program-" + UUID.randomUUID(), "role", "ADMIN");
      String made = ok(http.send(post(api + "/tokens", wanted, cookies), BodyHandlers.ofString()));
      return JSON.readTree(made).path("token").asString();
    }
  }

  private static HttpRequest.Builder request(String address) {
    return HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30));
  }

  private static HttpRequest post(String address, Object body, CookieManager cookies) {
    String repeated =
        cookies.getCookieStore().getCookies().stream()
            .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
            .map(HttpCookie::getValue)
            .findFirst()
            .orElse("");
    return request(address)
        .header("Content-Type", "application/json")
        .header("X-XSRF-TOKEN", repeated)
        .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build();
  }

  private static String ok(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("the API answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
