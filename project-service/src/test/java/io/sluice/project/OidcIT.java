package io.sluice.project;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.Browser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in at a provider: a real one, and one that lies. */
class OidcIT {
  @TempDir private static Path folder;
  private static Path secret;
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    secret = Files.writeString(folder.resolve("client.secret"), "the client's secret\n");
    service = new RunningService("oidc");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static void trust(String issuer) {
    service.restart(
        "--sluice.oidc.issuer=" + issuer,
        "--sluice.oidc.client-id=sluice",
        "--sluice.oidc.client-secret-file=" + secret,
        "--sluice.oidc.roles[sluice-admins]=ADMIN",
        "--sluice.oidc.roles[everybody]=VIEWER");
  }

  @Test
  void aUserOfTheOrganizationSignsInInABrowserAndHasTheRoleOfHisGroups() throws Exception {
    try (var provider = new AuthorizationServer();
        var browser = new Browser()) {
      trust(provider.issuer());
      provider.know(service.uri("/login/oauth2/code/oidc"));
      Page page = browser.open(service.uri("/"));
      page.locator("sl-button", has("Sign in with your organization")).click();
      page.locator("input[name=username]").fill("olga");
      page.locator("input[name=password]").fill("her password");
      page.locator("button[type=submit]").click();
      assertThat(page.locator("[data-me]")).containsText("olga (Admin)");
      assertThat(page.locator("nav sl-button", has("Change password"))).hasCount(0);
      page.reload();
      assertThat(page.locator("[data-me]")).containsText("olga (Admin)");

      Page other = browser.open(service.uri("/"));
      other.locator("sl-button", has("Sign in with your organization")).click();
      other.locator("input[name=username]").fill("nora");
      other.locator("input[name=password]").fill("her password");
      other.locator("button[type=submit]").click();
      assertThat(other.locator(".callout")).containsText("gives you nothing that is a role here");

      var olga =
          service.get("/users").items().stream()
              .filter(user -> user.path("name").asString().equals("olga"))
              .findFirst()
              .orElseThrow();
      assertThat(olga.path("kind").asString()).isEqualTo("OIDC");
      assertThat(service.call("PATCH", "/users/olga", "{\"role\":\"VIEWER\"}").text("detail"))
          .contains("the provider says the role");
      assertThat(service.call("PATCH", "/users/olga", "{\"enabled\":false}").status())
          .isEqualTo(200);
      assertThat(page.locator("sluice-sign-in")).isVisible();
    }
  }

  private static Page.LocatorOptions has(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void aTokenThatDoesNotProveWhoItIsIsRefused() throws Exception {
    try (var liar = new LyingProvider()) {
      trust(liar.issuer());
      assertThat(liar.enters("right", claims -> liar.signed(claims.build()))).isTrue();
      assertThat(
              liar.enters(
                  "without a signature", claims -> new PlainJWT(claims.build()).serialize()))
          .isFalse();
      assertThat(
              liar.enters(
                  "of another key", claims -> LyingProvider.signed(claims.build(), newKey())))
          .isFalse();
      assertThat(
              liar.enters(
                  "of another issuer",
                  claims -> liar.signed(claims.issuer("http://localhost:1").build())))
          .isFalse();
      assertThat(
              liar.enters(
                  "for another client", claims -> liar.signed(claims.audience("other").build())))
          .isFalse();
      assertThat(
              liar.enters(
                  "expired",
                  claims ->
                      liar.signed(
                          claims
                              .issueTime(Date.from(Instant.now().minusSeconds(7200)))
                              .expirationTime(Date.from(Instant.now().minusSeconds(3600)))
                              .build())))
          .isFalse();
      assertThat(
              liar.enters(
                  "of another sign-in",
                  claims -> liar.signed(claims.claim("nonce", "another").build())))
          .isFalse();
      assertThat(
              liar.enters(
                  "with a built-in user's name",
                  claims -> liar.signed(claims.claim("preferred_username", "admin").build())))
          .isFalse();
      assertThat(
              liar.enters(
                  "with a name that is none",
                  claims -> liar.signed(claims.claim("preferred_username", "token:x").build())))
          .isFalse();
    }
  }

  private static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyID("k").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives whoever asks the tokens that a test makes. */
  private static final class LyingProvider implements AutoCloseable {
    private final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    private final RSAKey key = newKey();
    private volatile String idToken = "";

    interface Forgery {
      String make(JWTClaimsSet.Builder claims);
    }

    LyingProvider() throws IOException {
      server.createContext("/", this::answer);
      server.start();
    }

    String issuer() {
      return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      Object body =
          switch (exchange.getRequestURI().getPath()) {
            case "/.well-known/openid-configuration" ->
                Map.of(
                    "issuer", issuer(),
                    "authorization_endpoint", issuer() + "/authorize",
                    "token_endpoint", issuer() + "/token",
                    "jwks_uri", issuer() + "/jwks",
                    "response_types_supported", List.of("code"),
                    "subject_types_supported", List.of("public"),
                    "id_token_signing_alg_values_supported", List.of("RS256", "none"));
            case "/jwks" -> Map.of("keys", List.of(key.toPublicJWK().toJSONObject()));
            case "/token" ->
                Map.of(
                    "access_token", "opaque",
                    "token_type", "Bearer",
                    "expires_in", 60,
                    "scope", "openid",
                    "id_token", idToken);
            default -> Map.of();
          };
      byte[] json = Json.LENIENT.writeValueAsString(body).getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, json.length);
      exchange.getResponseBody().write(json);
      exchange.close();
    }

    String signed(JWTClaimsSet claims) {
      return signed(claims, key);
    }

    static String signed(JWTClaimsSet claims, RSAKey key) {
      try {
        var token =
            new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Whether a browser that comes back with this token is somebody afterwards. */
    boolean enters(String what, Forgery forgery) {
      try (var browser = new SignedIn(service::uri)) {
        var away = browser.send("GET", "/oauth2/authorization/oidc", null);
        URI asked = URI.create(away.headers().firstValue("Location").orElseThrow());
        var claims =
            new JWTClaimsSet.Builder()
                .issuer(issuer())
                .subject("1")
                .audience("sluice")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .claim("nonce", parameter(asked, "nonce"))
                .claim("preferred_username", "paul")
                .claim("groups", List.of("everybody"));
        idToken = forgery.make(claims);
        String back = "/login/oauth2/code/oidc?code=1&state=" + parameter(asked, "state");
        var answer = browser.send("GET", back, null);
        assertThat(answer.statusCode()).as(what).isEqualTo(302);
        var session = browser.send("GET", "/api/v1/session", null);
        return Json.LENIENT.readTree(session.body()).path("name").asString("").equals("paul");
      }
    }

    /** Still encoded, as it is to be sent back. */
    private static String parameter(URI address, String name) {
      var found = Pattern.compile("[?&]" + name + "=([^&]*)").matcher(address.toString());
      if (!found.find()) {
        throw new AssertionError("no " + name + " in " + address);
      }
      return Objects.requireNonNull(found.group(1));
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
