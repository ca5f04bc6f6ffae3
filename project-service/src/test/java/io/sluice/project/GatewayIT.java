package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator does with the API, and what comes of it. */
class GatewayIT {
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  private static RunningService service;
  private static PlayedComponents components;
  private static PlayedSignals signals;
  private static PostgresFixture.Database source;
  private static String from;
  private static String to;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("gateway");
    components = new PlayedComponents(KAFKA, "gateway");
    signals = new PlayedSignals(KAFKA);
    source = PostgresFixture.database("shop");
    source.execute(
        "create table public.a (id int primary key, t text)",
        "create table public.b (id int primary key, t text)");
    from = service.dataSource("shop", source, "postgres");
    to = service.dataSource("copy", PostgresFixture.database("copy"), "postgres");
  }

  @AfterAll
  static void stop() throws Exception {
    signals.close();
    components.close();
    service.close();
  }

  @Test
  void aDataSourceIsRegisteredTriedChangedAndRemoved() {
    var settings = service.settings("spare", source, "postgres");
    var created = service.post("/data-sources", settings);
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("password")).isEqualTo("****");
    String path = "/data-sources/" + created.text("id");
    assertThat(service.post("/data-sources", settings).text("code")).isEqualTo("NAME_TAKEN");
    assertThat(service.get("/data-sources?keyword=SPAR").names()).containsExactly("gateway spare");

    var tried = service.post(path + "/test");
    assertThat(tried.body().path("connected").asBoolean()).isTrue();
    assertThat(tried.text("version")).startsWith("PostgreSQL ");

    String renamed = json(without(settings, "password"), "name", "spare again");
    var changed = service.call("PUT", path, renamed);
    assertThat(changed.text("name")).isEqualTo("spare again");
    assertThat(service.post(path + "/test").body().path("connected").asBoolean()).isTrue();
    var elsewhere = service.call("PUT", path, json(without(settings, "password"), "port", 5999));
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.text("detail")).contains("'password'");

    assertThat(service.call("DELETE", path, null).status()).isEqualTo(204);
    assertThat(service.get(path).status()).isEqualTo(404);
    assertThat(service.post("/data-sources", settings).status()).isEqualTo(201);
  }

  @Test
  void settingsThatAreNotRegisteredAreTriedAndWhatIsWrongIsSaid() {
    var settings = service.settings("x", source, "wrong");
    var refused = service.post("/data-sources/test", settings);
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.body().path("connected").asBoolean()).isFalse();
    assertThat(refused.body().path("failure").path("code").asString())
        .isEqualTo("AUTHENTICATION_FAILED");
    var nobody = service.post("/data-sources/test", with(settings, "port", 1));
    assertThat(nobody.body().path("failure").path("code").asString())
        .isEqualTo("SOURCE_UNREACHABLE");
    var kafka = Map.of("kind", "KAFKA", "bootstrapServers", KafkaFixture.bootstrapServers());
    assertThat(service.post("/data-sources/test", kafka).text("version")).startsWith("Kafka");
  }

  @Test
  void aProjectIsCreatedRunsIsPausedResumedReleasedAndDeleted() {
    var created = create("whole life", "a", true);
    assertThat(created.status()).isEqualTo(201);
    String path = "/projects/" + created.text("id");
    var monitored = service.awaitMonitoring(path);
    assertThat(monitored.text("status")).isEqualTo("RUNNING");
    assertThat(texts(monitored.body().path("actions"))).contains("pause").doesNotContain("start");
    assertThat(monitored.text("type")).isEqualTo("POSTGRESQL_TO_POSTGRESQL");
    assertThat(monitored.text("createdBy")).isEqualTo("token:test");
    assertThat(monitored.body().path("source").path("database").asString())
        .isEqualTo(source.name());

    assertThat(service.call("DELETE", "/data-sources/" + from, null).text("code"))
        .isEqualTo("IN_USE");
    var pause =
        service.call(
            "POST",
            path + "/pause",
            "{\"reason\":\"night\"}",
            "Prefer",
            "wait=9",
            "Authorization",
            "Bearer " + service.token("eve", "OPERATOR"));
    assertThat(pause.text("status")).isEqualTo("PAUSED");
    assertThat(pause.text("pauseReason")).isEqualTo("night");
    assertThat(Instant.parse(pause.text("recoverableUntil"))).isAfter(Instant.now());
    assertThat(service.post(path + "/resume").text("status")).isEqualTo("RUNNING");
    assertThat(service.post(path + "/complete").text("status")).isEqualTo("COMPLETED");

    var unconfirmed = service.post(path + "/release");
    assertThat(unconfirmed.status()).isEqualTo(422);
    assertThat(unconfirmed.text("code")).isEqualTo("CONFIRMATION_MISSING");
    assertThat(unconfirmed.text("remedy")).isNotEmpty();
    service.post(path + "/release", Map.of("confirmation", "delete"));
    await().until(() -> service.get(path).text("status").equals("RELEASED"));
    assertThat(service.call("DELETE", path, null, "Prefer", "wait=9").status()).isEqualTo(200);
    assertThat(service.get(path).status()).isEqualTo(404);

    var history = service.get(path + "/events").items();
    assertThat(history)
        .anySatisfy(event -> assertThat(event.path("actor").asString()).isEqualTo("token:eve"))
        .allSatisfy(event -> assertThat(event.path("correlationid").asString()).isNotEmpty());
    assertThat(history.getFirst().path("type").asString())
        .isEqualTo("io.sluice.project.deleted.v1");
  }

  @Test
  void aWriteIsAnsweredAtOnceAndItsOutcomeLookedUp() {
    String id = create("at once", "a", false).text("id");
    var taken = service.call("POST", "/projects/" + id + "/start", null);
    assertThat(taken.status()).isEqualTo(202);
    String location = taken.response().headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/api/v1/commands/" + taken.text("commandId"));
    await().until(() -> !service.get(location).text("status").equals("PENDING"));
    var outcome = service.get(location);
    assertThat(outcome.text("status")).isEqualTo("REJECTED");
    assertThat(outcome.body().path("failure").path("code").asString())
        .isEqualTo("PRECHECK_NOT_PASSED");
    assertThat(service.get("/commands/nothing").status()).isEqualTo(404);
  }

  @Test
  void whatIsReadAfterAnOutcomeHasItInIt() {
    String id = create("quick", "a", false).text("id");
    for (int i = 0; i < 15; i++) {
      String name = "{\"name\":\"quick " + i + "\"}";
      var renamed = service.call("PATCH", "/projects/" + id, name, "Prefer", "wait=9");
      assertThat(renamed.text("name")).isEqualTo("quick " + i);
      assertThat(service.get("/projects/" + id).text("name")).isEqualTo("quick " + i);
    }
  }

  @Test
  void aKeyThatComesAgainChangesNothingAndOneForSomethingElseIsRefused() {
    String key = "key-" + UUID.randomUUID();
    String body = project("keyed", "a", false);
    var first = service.call("POST", "/projects", body, "Prefer", "wait=9", "Idempotency-Key", key);
    var again = service.call("POST", "/projects", body, "Prefer", "wait=9", "Idempotency-Key", key);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.text("id")).isEqualTo(first.text("id"));
    assertThat(service.get("/projects?keyword=keyed").body().path("total").asInt()).isOne();
    String other = project("keyed otherwise", "a", false);
    var reused = service.call("POST", "/projects", other, "Idempotency-Key", key);
    assertThat(reused.status()).isEqualTo(422);
    assertThat(reused.text("code")).isEqualTo("KEY_REUSED");
    var malformed = service.call("POST", "/projects", other, "Idempotency-Key", "no spaces!");
    assertThat(malformed.text("code")).isEqualTo("INVALID_INPUT");
  }

  @Test
  void projectsAreFoundSortedAndPaged() {
    for (String name : List.of("Page one", "page two", "PAGE three")) {
      create(name, "a", false);
    }
    assertThat(service.get("/projects?keyword=page&sort=name").names())
        .containsExactly("Page one", "PAGE three", "page two");
    assertThat(service.get("/projects?keyword=page&sort=-name&size=2").names())
        .containsExactly("page two", "PAGE three");
    var last = service.get("/projects?keyword=page&sort=-name&size=2&page=1");
    assertThat(last.names()).containsExactly("Page one");
    assertThat(last.body().path("total").asInt()).isEqualTo(3);
    assertThat(service.get("/projects?keyword=page&tag=tagged&status=NOT_STARTED").names())
        .hasSize(3);
    assertThat(service.get("/projects?keyword=page&status=RUNNING").names()).isEmpty();
    assertThat(service.get("/projects?keyword=page&type=POSTGRESQL_TO_KAFKA").names()).isEmpty();
    assertThat(service.get("/projects?keyword=pa%25e").names()).isEmpty();
  }

  @Test
  void optionsOfAStartedProjectAreChanged() {
    String path = "/projects/" + create("options", "a", true).text("id");
    service.awaitMonitoring(path);
    String limit = "{\"rowsPerSecond\":500}";
    var changed = service.call("PUT", path + "/options", limit, "Prefer", "wait=9");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().path("options").path("rowsPerSecond").asInt()).isEqualTo(500);
    assertThat(changed.body().path("options").path("readConcurrency").asInt()).isEqualTo(2);
    assertThat(changed.text("status")).isEqualTo("RUNNING");
    await()
        .until(
            () ->
                service.get(path + "/events").items().stream()
                    .anyMatch(e -> e.path("type").asString().endsWith("component.updated.v1")));

    var topics =
        service.call("PUT", path + "/options", "{\"topicPartitions\":9}", "Prefer", "wait=9");
    assertThat(topics.status()).isEqualTo(400);
    assertThat(topics.text("detail")).contains("stay as they are");
    var many =
        service.call("PUT", path + "/options", "{\"readConcurrency\":99}", "Prefer", "wait=9");
    assertThat(many.text("detail")).contains("1 to 16");
  }

  @Test
  void componentsTellHowTheyDo() {
    String id = create("telling", "a", true).text("id");
    service.awaitMonitoring("/projects/" + id);
    String writer = ComponentKind.WRITER.idFor(id);
    signals.tell(writer, id, Step.FULL, 0, List.of(PlayedSignals.progress(700, 1000, false)));
    signals.tell(writer, id, Step.INCREMENTAL, 42, List.of());
    signals.say(writer, id, LogLine.Level.INFO, "began");
    signals.say(writer, id, LogLine.Level.ERROR, "a snag \u0000 here");
    String path = "/components/" + writer;
    await().until(() -> service.get(path).body().path("latencyMillis").isNumber());
    await().until(() -> service.get(path + "/logs").items().size() == 2);

    var step = service.get("/projects/" + id).step("FULL");
    assertThat(step.path("rowsDone").asLong()).isEqualTo(700);
    assertThat(step.path("rowsEstimate").asLong()).isEqualTo(1000);
    assertThat(service.get(path + "/logs?level=WARN").items())
        .singleElement()
        .satisfies(line -> assertThat(line.path("text").asString()).startsWith("a snag"));
    assertThat(service.get(path + "/logs?search=BEG").items()).hasSize(1);
    assertThat(service.get("/instances").items())
        .anySatisfy(one -> assertThat(one.path("instance").asString()).isEqualTo("host:1"));
    assertThat(service.get("/components?kind=WRITER&keyword=telling&region=gateway").items())
        .singleElement()
        .satisfies(one -> assertThat(one.path("id").asString()).isEqualTo(writer));
    assertThat(service.call("DELETE", path, null).text("code")).isEqualTo("CONFIRMATION_MISSING");
  }

  @Test
  void theApiDescribesItselfAndItsHealth() throws Exception {
    var openApi = service.get("/openapi");
    assertThat(openApi.text("openapi")).startsWith("3.1");
    assertThat(openApi.body().path("paths").propertyNames())
        .contains("/api/v1/projects", "/api/v1/projects/{id}/pause", "/api/v1/events");
    assertThat(openApi.response().body()).contains("Idempotency-Key");
    assertThat(callsOf(openApi.body())).isEqualTo(callsOf(Path.of("..", "deploy/docs/api.md")));
    var health =
        service
            .http()
            .send(
                HttpRequest.newBuilder(service.uri("/actuator/health/liveness")).build(),
                BodyHandlers.ofString());
    assertThat(health.body()).contains("UP");
  }

  private static Set<String> callsOf(JsonNode openApi) {
    var calls = new TreeSet<String>();
    for (var path : openApi.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        calls.add(method.toUpperCase(Locale.ROOT) + path.getKey().replace("/api/v1", " "));
      }
    }
    return calls;
  }

  /** Each call is written in code of its own, with or without parameters. */
  private static Set<String> callsOf(Path page) throws IOException {
    return Pattern.compile("`((?:GET|POST|PUT|PATCH|DELETE) /[^?`]*)[^`]*`")
        .matcher(Files.readString(page))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static RunningService.Answer create(String name, String table, boolean start) {
    return service.call("POST", "/projects", project(name, table, start), "Prefer", "wait=20");
  }

  private static String project(String name, String table, boolean start) {
    return """
        {"name":"%s","source":"%s","destination":"%s","tags":["tagged"],"start":%s,
         "tables":[{"schema":"public","name":"%s"}]}"""
        .formatted(name, from, to, start, table);
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static Map<String, Object> without(Map<String, Object> settings, String field) {
    var rest = new java.util.HashMap<>(settings);
    rest.remove(field);
    return rest;
  }

  private static Map<String, Object> with(
      Map<String, Object> settings, String field, Object value) {
    var more = new java.util.HashMap<>(settings);
    more.put(field, value);
    return more;
  }

  private static String json(Map<String, Object> settings, String field, Object value) {
    return io.sluice.contract.cloudevents.Json.LENIENT.writeValueAsString(
        with(settings, field, value));
  }
}
