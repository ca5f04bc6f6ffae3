package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.PostgresFixture;
import io.sluice.project.access.AccessRules;
import io.sluice.project.access.Role;
import io.sluice.project.users.SignInLinks;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Who gets in, and how far. */
class SecurityIT {
  private static final String LONG_ENOUGH = "a passphrase of words";

  private static RunningService service;
  private static final Map<Role, String> TOKENS = new LinkedHashMap<>();

  @BeforeAll
  static void start() {
    service = new RunningService("security");
    for (Role role : Role.values()) {
      TOKENS.put(role, service.token("role-" + role, role.name()));
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void everyRouteHasARule() {
    Set<String> rules =
        AccessRules.RULES.stream()
            .map(AccessRules.Rule::route)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rules).hasSameSizeAs(AccessRules.RULES);
    var routes = new TreeSet<String>();
    service
        .context()
        .getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(
            mapping -> mapping.getHandlerMethods().keySet().forEach(info -> add(info, routes)));
    assertThat(routes).hasSizeGreaterThan(60);
    assertThat(rules).as("routes without a rule fail").containsAll(routes);
    assertThat(rules.stream().filter(rule -> rule.contains(" /api/")).toList())
        .as("rules without a route")
        .allMatch(routes::contains);
  }

  private static void add(RequestMappingInfo info, Set<String> routes) {
    for (String path : info.getPatternValues()) {
      // Faults of requests that were let in, or not, are told there; it is reached from inside
      // only.
      if (!path.equals("/error")) {
        var methods = info.getMethodsCondition().getMethods();
        assertThat(methods).as("methods of " + path).isNotEmpty();
        methods.forEach(method -> routes.add(method + " " + path));
      }
    }
  }

  /** {@code -Dgolden.write=true} writes it. */
  @Test
  void thePageSaysTheSameAsTheTable() throws Exception {
    Path page = Path.of("..", "deploy/docs/security.md");
    String text = Files.readString(page);
    String begin = "<!-- made from AccessRules -->\n";
    var made = new StringBuilder(text.substring(0, text.indexOf(begin) + begin.length()));
    made.append("\n| least role | call |\n|---|---|\n");
    for (var rule : AccessRules.RULES) {
      if (rule.path().startsWith("/api/")) {
        String role = rule.role() == null ? "none" : rule.role().name().toLowerCase(Locale.ROOT);
        made.append("| %s | `%s` |\n".formatted(role, rule.route()));
      }
    }
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(page, made);
    }
    assertThat(Files.readString(page)).isEqualTo(made.toString());
  }

  @Test
  void aViewerSeesNothingOfCredentials() {
    String id = service.dataSource("seen", PostgresFixture.database("seen"), "postgres");
    for (String path : List.of("/data-sources/" + id, "/data-sources")) {
      assertThat(as(Role.VIEWER, "GET", path).raw())
          .as(path)
          .contains("\"host\"")
          .doesNotContain("username", "password", "sslMode");
      assertThat(as(Role.OPERATOR, "GET", path).raw()).contains("username", "****");
    }
  }

  @Test
  void everyRoleMayWhatTheTableSaysAndNoMore() throws Exception {
    var table = new StringBuilder();
    for (var rule : AccessRules.RULES) {
      if (!rule.path().startsWith("/api/")) {
        continue;
      }
      int none = status(rule, null);
      int wrong = status(rule, "sluice_of-nobody");
      table.append("%-75s none %d wrong %d".formatted(rule.route(), none, wrong));
      if (rule.role() == null) {
        assertThat(none).as(rule.route()).isNotEqualTo(401);
      } else {
        assertThat(none).as(rule.route()).isEqualTo(401);
      }
      assertThat(wrong).as(rule.route()).isIn(401, 429);
      for (var token : TOKENS.entrySet()) {
        int status = status(rule, token.getValue());
        table.append(" %s %d".formatted(token.getKey(), status));
        boolean may = rule.role() == null || token.getKey().covers(rule.role());
        if (may) {
          assertThat(status).as(token.getKey() + " " + rule.route()).isNotIn(401, 403, 500);
        } else {
          assertThat(status).as(token.getKey() + " " + rule.route()).isEqualTo(403);
        }
      }
      table.append('\n');
    }
    System.out.println(table);
  }

  /** About things that are not there, so that nothing is done. */
  private static int status(AccessRules.Rule rule, @Nullable String token) {
    String path = rule.path().replaceAll("\\{[a-z]+}", "1");
    String header = token == null ? "Basic none" : "Bearer " + token;
    return path.equals("/api/v1/events") || path.contains("/live")
        ? service.statusOfStream(path, header)
        : service.call(rule.method().name(), path, null, "Authorization", header).status();
  }

  @Test
  void whoIsRefusedIsToldWhyByAProblem() {
    var nobody = service.call("GET", "/projects", null, "Authorization", "Basic x");
    assertThat(nobody.text("code")).isEqualTo("NOT_SIGNED_IN");
    assertThat(nobody.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(nobody.header("WWW-Authenticate")).isEqualTo("Bearer");
    var viewer = as(Role.VIEWER, "POST", "/projects/p-1/pause");
    assertThat(viewer.text("code")).isEqualTo("NOT_PERMITTED");
    assertThat(viewer.text("detail")).contains("token:role-VIEWER is VIEWER and may not POST");
    assertThat(viewer.text("remedy")).isNotEmpty();
    assertThat(as(Role.VIEWER, "GET", "/nowhere").text("code")).isEqualTo("NO_SUCH_PATH");
    assertThat(as(Role.VIEWER, "HEAD", "/users").status()).isEqualTo(403);
  }

  @Test
  void aUserSignsInIsKnownAndSignsOut() {
    service.post("/users", Map.of("name", "Anna", "role", "OPERATOR", "password", LONG_ENOUGH));
    try (var anna = browser()) {
      assertThat(json(anna.send("GET", "/api/v1/session", null)).path("name").isMissingNode())
          .isTrue();
      var signedIn = anna.signIn("anna", LONG_ENOUGH);
      assertThat(json(signedIn).path("name").asString()).isEqualTo("Anna");
      assertThat(json(signedIn).path("role").asString()).isEqualTo("OPERATOR");
      assertThat(signedIn.headers().allValues("Set-Cookie"))
          .anySatisfy(
              cookie ->
                  assertThat(cookie)
                      .startsWith("sluice-session=")
                      .contains("HttpOnly")
                      .contains("SameSite=Strict"));
      assertThat(anna.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(200);
      assertThat(anna.send("GET", "/api/v1/users", null).statusCode()).isEqualTo(403);
      String session = anna.cookie("sluice-session");
      assertThat(anna.send("DELETE", "/api/v1/session", null).statusCode()).isEqualTo(204);
      var replayed =
          service.call(
              "GET",
              "/projects",
              null,
              "Authorization",
              "x",
              "Cookie",
              "sluice-session=" + session);
      assertThat(replayed.status()).isEqualTo(401);
    }
  }

  @Test
  void aPageOfAnotherSiteCannotUseASession() {
    try (var admin = browser()) {
      admin.signIn("admin", RunningService.PASSWORD);
      String path = "/api/v1/projects/p-1/pause";
      for (String header : new String[] {"nothing", "X-XSRF-TOKEN"}) {
        var refused = admin.send("POST", path, null, header, "guessed");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").asString()).isEqualTo("CSRF_TOKEN_MISSING");
      }
      assertThat(admin.send("POST", path, null).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aRoleThatIsTakenAwayIsGoneAtOnceAndSoIsADeletedUserWithHisTokens() {
    service.post("/users", Map.of("name", "bob", "role", "ADMIN", "password", LONG_ENOUGH));
    try (var bob = browser()) {
      bob.signIn("bob", LONG_ENOUGH);
      var made = bob.send("POST", "/api/v1/tokens", Map.of("name", "bobs", "role", "ADMIN"));
      String token = json(made).path("token").asString();
      assertThat(withToken(token, "GET", "/users").status()).isEqualTo(200);

      service.call("PATCH", "/users/bob", "{\"role\":\"VIEWER\"}");
      assertThat(bob.send("GET", "/api/v1/users", null).statusCode()).isEqualTo(401);
      assertThat(withToken(token, "GET", "/users").status()).isEqualTo(403);
      bob.signIn("bob", LONG_ENOUGH);
      assertThat(bob.send("GET", "/api/v1/users", null).statusCode()).isEqualTo(403);

      assertThat(service.call("DELETE", "/users/bob/sessions", null).status()).isEqualTo(204);
      assertThat(bob.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(401);
      bob.signIn("bob", LONG_ENOUGH);
      assertThat(service.call("DELETE", "/users/bob", null).status()).isEqualTo(204);
      assertThat(bob.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(401);
      assertThat(withToken(token, "GET", "/projects").status()).isIn(401, 429);
    }
  }

  @Test
  void theLastAdminStays() {
    var demoted = service.call("PATCH", "/users/admin", "{\"role\":\"VIEWER\"}");
    assertThat(demoted.text("code")).isEqualTo("NOT_ALLOWED_NOW");
    assertThat(service.call("PATCH", "/users/admin", "{\"enabled\":false}").status())
        .isEqualTo(409);
    assertThat(service.call("DELETE", "/users/admin", null).status()).isEqualTo(409);
    assertThat(service.get("/users").names()).contains("admin");
  }

  @Test
  void aPasswordIsChangedByItsUserWhoStaysSignedInHereAlone() {
    service.post("/users", Map.of("name", "carl", "role", "VIEWER", "password", LONG_ENOUGH));
    try (var here = browser();
        var elsewhere = browser()) {
      here.signIn("carl", LONG_ENOUGH);
      elsewhere.signIn("carl", LONG_ENOUGH);
      String path = "/api/v1/session/password";
      var wrong =
          here.send("PUT", path, Map.of("current", "no", "replacement", "new " + LONG_ENOUGH));
      assertThat(json(wrong).path("code").asString()).isEqualTo("SIGN_IN_FAILED");
      var small = here.send("PUT", path, Map.of("current", LONG_ENOUGH, "replacement", "short"));
      assertThat(json(small).path("detail").asString()).contains("12 characters");
      here.signIn("carl", LONG_ENOUGH);
      var changed =
          here.send(
              "PUT", path, Map.of("current", LONG_ENOUGH, "replacement", "new " + LONG_ENOUGH));
      assertThat(changed.statusCode()).isEqualTo(200);
      assertThat(here.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(200);
      assertThat(elsewhere.send("GET", "/api/v1/projects", null).statusCode()).isEqualTo(401);
      assertThat(elsewhere.signIn("carl", LONG_ENOUGH).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void guessingIsSlowedDownAndTellsNothing() {
    service.post("/users", Map.of("name", "dora", "role", "VIEWER", "password", LONG_ENOUGH));
    try (var guesser = browser()) {
      var unknown = guesser.signIn("nobody-of-this-name", "wrong wrong wrong");
      var wrong = guesser.signIn("dora", "wrong wrong wrong");
      assertThat(detail(wrong)).isEqualTo(detail(unknown));
      HttpResponse<String> last = wrong;
      for (int i = 0; i < 12 && last.statusCode() == 401; i++) {
        last = guesser.signIn("dora", "wrong wrong wrong");
      }
      assertThat(last.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(last.headers().firstValue("Retry-After").orElseThrow()))
          .isPositive();
      // Not even with the right one, or it would be told by that.
      assertThat(guesser.signIn("dora", LONG_ENOUGH).statusCode()).isEqualTo(429);
    }
  }

  private static String detail(HttpResponse<String> answer) {
    return json(answer).path("code").asString() + json(answer).path("detail").asString();
  }

  @Test
  void aTokenIsShownOnceExpiresAndIsRevoked() {
    try (var admin = browser()) {
      admin.signIn("admin", RunningService.PASSWORD);
      var until = Instant.now().plusSeconds(3);
      var made =
          json(
              admin.send(
                  "POST",
                  "/api/v1/tokens",
                  Map.of("name", "short", "role", "VIEWER", "expiresAt", until.toString())));
      String token = made.path("token").asString();
      assertThat(withToken(token, "GET", "/projects").status()).isEqualTo(200);
      var listed =
          service.get("/tokens").items().stream()
              .filter(one -> one.path("name").asString().equals("short"))
              .findFirst()
              .orElseThrow();
      assertThat(listed.path("token").isMissingNode()).isTrue();
      assertThat(listed.path("lastUsedAt").asString()).isNotEmpty();
      assertThat(service.get("/tokens").raw()).doesNotContain(token);
      await().until(() -> withToken(token, "GET", "/projects").status() != 200);
    }
    String other = service.token("revoked", "ADMIN");
    String id =
        service.get("/tokens").items().stream()
            .filter(one -> one.path("name").asString().equals("revoked"))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asString();
    assertThat(service.call("DELETE", "/tokens/" + id, null).status()).isEqualTo(204);
    assertThat(withToken(other, "GET", "/projects").status()).isIn(401, 429);
    assertThat(service.post("/tokens", Map.of("name", "by-a-token", "role", "VIEWER")).text("code"))
        .isEqualTo("NOT_PERMITTED");
  }

  @Test
  void aTokenForSomeProjectsSeesNoOther() {
    String token = service.token("limited", "OPERATOR", "p-mine");
    assertThat(withToken(token, "GET", "/projects/p-mine").status()).isEqualTo(404);
    var other = withToken(token, "GET", "/projects/p-other");
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.text("detail")).contains("for p-mine only");
    for (String path :
        List.of(
            "/projects",
            "/data-sources",
            "/components",
            "/components/w-p-other",
            "/events",
            "/events?project=p-other",
            "/commands/1",
            "/instances")) {
      assertThat(withToken(token, "GET", path).status()).as(path).isEqualTo(403);
    }
    assertThat(withToken(token, "POST", "/projects/p-mine/pause").status()).isEqualTo(404);
    assertThat(withToken(token, "DELETE", "/projects/p-mine").status()).isEqualTo(403);
  }

  @Test
  void aSignInLinkHoldsOnce() {
    String made = service.bean(SignInLinks.class).make();
    String link = made.substring(made.indexOf('=') + 1);
    try (var first = browser();
        var second = browser()) {
      var entered = first.send("POST", "/api/v1/session", Map.of("link", link));
      assertThat(json(entered).path("name").asString()).isEqualTo("admin");
      var late = second.send("POST", "/api/v1/session", Map.of("link", link));
      assertThat(late.statusCode()).isEqualTo(401);
      assertThat(json(late).path("code").asString()).isEqualTo("SIGN_IN_FAILED");
    }
  }

  @Test
  void whatWasDoneAboutAccessIsInTheAudit() {
    service.post("/users", Map.of("name", "erik", "role", "VIEWER", "password", LONG_ENOUGH));
    try (var erik = browser()) {
      erik.signIn("erik", "not his password");
      erik.signIn("erik", LONG_ENOUGH);
      erik.send("GET", "/api/v1/users", null);
      erik.send("DELETE", "/api/v1/session", null);
    }
    var actions =
        service.get("/audit?keyword=erik").items().stream()
            .map(entry -> entry.path("action").asString())
            .toList();
    assertThat(actions)
        .containsExactly(
            "SIGNED_OUT", "REQUEST_REFUSED", "SIGNED_IN", "SIGN_IN_REFUSED", "USER_CREATED");
    assertThat(service.get("/audit").raw()).doesNotContain(LONG_ENOUGH, "not his password");
  }

  @Test
  void badUsersAndTokensAreRefused() {
    for (String body :
        List.of(
            "{'name':'a b','role':'VIEWER','password':'%s'}",
            "{'name':'','role':'VIEWER','password':'%s'}",
            "{'name':'x','role':'ROOT','password':'%s'}",
            "{'name':'x','role':'VIEWER','password':'short'}",
            "{'name':'x','role':'VIEWER','password':'" + "p".repeat(73) + "'}",
            "{'name':'x','password':'%s'}")) {
      var answer = service.call("POST", "/users", body.formatted(LONG_ENOUGH).replace('\'', '"'));
      assertThat(answer.text("code")).as(body).isEqualTo("INVALID_INPUT");
    }
    var taken =
        service.post("/users", Map.of("name", "ADMIN", "role", "VIEWER", "password", LONG_ENOUGH));
    assertThat(taken.text("code")).isEqualTo("NAME_TAKEN");
    assertThat(service.call("DELETE", "/users/nobody", null).text("code")).isEqualTo("UNKNOWN_ID");
    for (String path : List.of("/projects/..;/users", "/projects/%2e%2e%2fusers", "//users")) {
      assertThat(service.call("GET", path, null).status()).as(path).isIn(400, 404);
    }
  }

  private static SignedIn browser() {
    return new SignedIn(service::uri);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.LENIENT.readTree(answer.body());
  }

  private static RunningService.Answer as(Role role, String method, String path) {
    return withToken(TOKENS.getOrDefault(role, ""), method, path);
  }

  private static RunningService.Answer withToken(String token, String method, String path) {
    return service.call(method, path, null, "Authorization", "Bearer " + token);
  }
}
