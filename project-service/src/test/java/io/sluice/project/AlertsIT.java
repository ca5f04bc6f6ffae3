package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.AlertCommand;
import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.Envelope;
import io.sluice.contract.Step;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How people are told of what goes wrong, as an operator has it done. */
class AlertsIT {
  private static final String[] WAITING = {"Prefer", "wait=9"};

  private static RunningService service;
  private static PlayedComponents components;
  private static PlayedSignals signals;
  private static ScheduledExecutorService telling;
  private static volatile long latency;
  private static volatile List<String> told = List.of();
  private static String from;
  private static String to;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("alerts", "--sluice.alerts.interval=PT0.2S");
    var kafka = new KafkaClients(KafkaFixture.client());
    components = new PlayedComponents(kafka, "alerts");
    components.behind();
    signals = new PlayedSignals(kafka);
    telling = Executors.newSingleThreadScheduledExecutor();
    telling.scheduleWithFixedDelay(AlertsIT::tell, 0, 200, TimeUnit.MILLISECONDS);
    var source = PostgresFixture.database("alerts");
    source.execute("create table public.a (id int primary key, t text)");
    from = service.dataSource("shop", source, "postgres");
    to = service.dataSource("copy", PostgresFixture.database("alerts_copy"), "postgres");
  }

  private static void tell() {
    for (String project : told) {
      signals.tell("w-" + project.substring(2), project, Step.INCREMENTAL, latency, List.of());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    telling.shutdownNow();
    signals.close();
    components.close();
    service.close();
  }

  @Test
  void aProjectIsMonitoringOnceItsLatencyIsAllowedAndToldWhenItIsNot() throws Exception {
    latency = 61_000;
    String id = create("late", "'alertLevel':'HIGH','alerts':{'latencySeconds':60}");
    told = List.of(id);
    String path = "/projects/" + id;
    await()
        .until(
            () ->
                service.get(path).step("INCREMENTAL").path("status").asString().equals("RUNNING"));
    await().until(() -> service.get(path).body().path("latencyMillis").asLong() >= 61_000);
    assertThat(service.get(path).step("INCREMENTAL").path("status").asString())
        .isEqualTo("RUNNING");
    assertThat(alerts(id)).isEmpty();

    latency = 60_000;
    service.awaitMonitoring(path);
    latency = 61_000;
    await().until(() -> alerts(id).size() == 1);
    var alert = service.get("/alerts?standing=true&project=" + id).items().getFirst();
    assertThat(alert.path("condition").asString()).isEqualTo("LATE");
    assertThat(alert.path("status").asString()).isEqualTo("OPEN");
    assertThat(alert.path("text").asString()).contains("61 s behind its source", "60 s");
    assertThat(service.get("/alerts/open").body().path("open").path("WARNING").asInt())
        .isPositive();
    String one = "/alerts/" + alert.path("id").asString();

    var acknowledged = service.post(one + "/acknowledge", Map.of("note", "on it"));
    assertThat(acknowledged.text("status")).isEqualTo("ACKNOWLEDGED");
    assertThat(acknowledged.text("changedBy")).isEqualTo("token:test");
    var until = Instant.now().plus(Duration.ofHours(1)).toString();
    var silenced = service.post(one + "/silence", Map.of("until", until, "reason", "moving"));
    assertThat(silenced.text("status")).isEqualTo("SILENCED");
    assertThat(service.post(one + "/resolve").text("status")).isEqualTo("RESOLVED");
    assertThat(alerts(id)).isEmpty();
    // Its condition is not over: nothing new is raised.
    await().during(Duration.ofSeconds(1)).until(() -> alerts(id).isEmpty());

    await()
        .until(
            () ->
                service
                    .get(path + "/events?size=200")
                    .raw()
                    .contains("io.sluice.alert.resolved.v1"));
    assertThat(service.get(path + "/events?size=200").raw())
        .contains("io.sluice.alert.raised.v1", "io.sluice.alert.acknowledged.v1", "on it");
    assertThat(service.get(one + "/events").items())
        .extracting(event -> event.path("type").asString())
        .containsExactly(
            "io.sluice.alert.raised.v1",
            "io.sluice.alert.acknowledged.v1",
            "io.sluice.alert.silenced.v1",
            "io.sluice.alert.resolved.v1");
    told = List.of();
  }

  @Test
  void theLatencyOfWhatIsSilentGoesOnRisingInItsHistory() {
    latency = 2_000;
    String id = create("silent", "'alertLevel':'NO'");
    told = List.of(id);
    String path = "/projects/" + id;
    service.awaitMonitoring(path);
    await().until(() -> !service.get(path + "/metrics").items().isEmpty());
    told = List.of();
    signals.tellNothing("w-" + id.substring(2), id);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                service
                        .get(path + "/metrics")
                        .items()
                        .getLast()
                        .path("latencyMillis")
                        .path("max")
                        .asLong()
                    >= 8_000);
    var history = service.get(path + "/metrics").body();
    assertThat(history.path("seconds").asInt()).isEqualTo(2);
    assertThat(history.path("marks").toString()).contains("io.sluice.component.started.v1");
    assertThat(service.get("/components/w-" + id.substring(2) + "/metrics").items()).isNotEmpty();
    assertThat(service.get("/metrics/storage").items()).hasSize(3);
    assertThat(service.get(path + "/metrics?points=601").text("detail")).contains("points");
  }

  @Test
  void aReaderIsSentWhatChangesAndMissesNothingWhenItComesBack() throws Exception {
    latency = 2_000;
    String id = create("live", "'alertLevel':'NO'");
    told = List.of(id);
    service.awaitMonitoring("/projects/" + id);
    String path = "/api/v1/projects/" + id + "/live";
    var first = messages(path, 3);
    assertThat(first.getFirst().data().path("project").path("id").asString()).isEqualTo(id);
    assertThat(first.getFirst().data().path("alerts").path("CRITICAL").isNumber()).isTrue();
    assertThat(first.get(1).data().path("project").has("tables"))
        .as("only what is different")
        .isFalse();
    var times = new TreeSet<Instant>();
    first.forEach(one -> times.addAll(one.times()));
    assertThat(times).isNotEmpty();

    String last = first.getLast().id();
    await().until(() -> Instant.now().isAfter(Instant.parse(last).plusSeconds(6)));
    var again = messages(path, 1, "Last-Event-ID", last);
    assertThat(again.getFirst().times())
        .as("what came meanwhile")
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(time -> time.isAfter(Instant.parse(last)));
    told = List.of();

    assertThat(
            messages("/api/v1/live/projects?keyword=alerts%20live", 1)
                .getFirst()
                .data()
                .path("projects")
                .path("items"))
        .hasSize(1);
    assertThat(
            messages("/api/v1/live/overview", 1)
                .getFirst()
                .data()
                .path("overview")
                .path("projects")
                .path("RUNNING")
                .asInt())
        .isPositive();
    assertThat(service.get("/overview").body().path("first").isArray()).isTrue();
  }

  @Test
  void aStreamEndsForWhoMayNoMore() throws Exception {
    try (var admin = new SignedIn(service::uri)) {
      admin.signIn("admin", RunningService.PASSWORD);
      var made =
          Json.LENIENT.readTree(
              admin
                  .send("POST", "/api/v1/tokens", Map.of("name", "short", "role", "VIEWER"))
                  .body());
      var request =
          HttpRequest.newBuilder(service.uri("/api/v1/live/overview"))
              .header("Authorization", "Bearer " + made.path("token").asString());
      var response = service.http().send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(service.call("DELETE", "/tokens/" + made.path("id").asString(), null).status())
          .isEqualTo(204);
      try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
        assertThat(lines.lines()).as("it ends").isNotEmpty();
      }
    }
  }

  private record Message(String id, tools.jackson.databind.JsonNode data) {
    List<Instant> times() {
      return data.path("figures")
          .valueStream()
          .map(one -> Instant.parse(one.path("at").asString()))
          .toList();
    }
  }

  /** As {@code EventSource} has them: standard messages alone. */
  private static List<Message> messages(String path, int count, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(service.uri(path))
            .header("Authorization", "Bearer " + service.token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    var response = service.http().send(request.build(), BodyHandlers.ofInputStream());
    var messages = new ArrayList<Message>();
    String id = "";
    try (var lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      while (messages.size() < count) {
        String line = lines.readLine();
        assertThat(line).doesNotStartWith("event:");
        if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          messages.add(new Message(id, Json.LENIENT.readTree(line.substring(5))));
        }
      }
    }
    return messages;
  }

  @Test
  void levelAndThresholdsAreChangedWhileTheProjectRuns() {
    String path = "/projects/" + create("watched", "'alertLevel':'LOW'");
    var changed =
        service.call(
            "PUT",
            path + "/alerts",
            json("{'level':'MEDIUM','thresholds':{'latencySeconds':60}}"),
            WAITING);
    assertThat(changed.status()).as(changed.raw()).isEqualTo(200);
    assertThat(changed.text("alertLevel")).isEqualTo("MEDIUM");
    assertThat(changed.body().path("alerts").path("latencySeconds").asInt()).isEqualTo(60);
    var outside =
        service.call(
            "PUT",
            path + "/alerts",
            json("{'level':'LOW','thresholds':{'latencySeconds':60}}"),
            WAITING);
    assertThat(outside.status()).isEqualTo(400);
    assertThat(outside.text("detail"))
        .contains(
            "thresholds.latencySeconds: not 300 to 10800, which is what the level LOW allows");
    var often =
        service.call(
            "PUT",
            path + "/alerts",
            json("{'level':'LOW','thresholds':{'repeatMinutes':601}}"),
            WAITING);
    assertThat(often.text("detail")).contains("repeatMinutes: not 1 to 600");
  }

  @Test
  void otherSystemsSilenceAcknowledgeAndSetThresholdsByEvents() throws Exception {
    var until = Instant.now().plus(Duration.ofHours(1));
    publish(
        "deploy-1",
        "deployment",
        new AlertCommand.AddSilence(null, "byevent", null, null, until, "deployment 17"));
    await().until(() -> service.get("/silences").raw().contains("deployment 17"));
    assertThat(service.get("/silences").raw()).contains("declared:/test");
    publish(
        "settings-1",
        "installation",
        new AlertCommand.ChangeSettings(
            AlertLevel.MEDIUM, new AlertThresholds(301, null, null), null));
    await()
        .until(
            () ->
                service
                        .get("/alert-settings")
                        .body()
                        .path("levels")
                        .path("MEDIUM")
                        .path("latencySeconds")
                        .asInt()
                    == 301);
    publish("ack-none", "a-none", new AlertCommand.Acknowledge(null));
    await().until(() -> service.get("/commands/ack-none").status() == 200);
    assertThat(service.get("/commands/ack-none").raw()).contains("UNKNOWN_ID");
    publish(
        "settings-2",
        "installation",
        new AlertCommand.ChangeSettings(AlertLevel.LOW, new AlertThresholds(1, null, null), null));
    await().until(() -> service.get("/commands/settings-2").raw().contains("not 300 to 10800"));
  }

  private static void publish(String id, String subject, Record command) {
    var envelope = new Envelope(id, subject, "/test", Instant.now(), id, null, "ann", null, null);
    try (var producer = new KafkaClients(KafkaFixture.client()).lossy("alert-commands")) {
      var _ =
          producer.send(CloudEventCodec.encode(Topics.ALERT_COMMANDS, subject, envelope, command));
      producer.flush();
    }
  }

  @Test
  void aTokenThatIsAboutToEndIsTold() {
    var soon = Instant.now().plus(Duration.ofDays(2)).toString();
    try (var admin = new SignedIn(service::uri)) {
      admin.signIn("admin", RunningService.PASSWORD);
      admin.send(
          "POST", "/api/v1/tokens", Map.of("name", "ends", "role", "VIEWER", "expiresAt", soon));
    }
    await()
        .until(
            () ->
                service.get("/alerts?condition=CREDENTIAL_ENDS&keyword=ends").items().stream()
                    .anyMatch(one -> one.path("text").asString().contains("the API token ends")));
  }

  @Test
  void theInstallationHasThresholdsOfItsOwn() {
    var usual = service.get("/alert-settings").body();
    assertThat(usual.path("levels").path("HIGH").path("latencySeconds").asInt()).isEqualTo(30);
    assertThat(usual.path("levels").path("LOW").path("repeatMinutes").asInt()).isEqualTo(3);
    var wrong =
        service.call("PUT", "/alert-settings", json("{'levels':{'HIGH':{'latencySeconds':301}}}"));
    assertThat(wrong.text("detail")).contains("levels.HIGH.latencySeconds: not 1 to 300");
    var changed =
        service.call("PUT", "/alert-settings", json("{'levels':{'HIGH':{'latencySeconds':31}}}"));
    assertThat(changed.body().path("levels").path("HIGH").path("latencySeconds").asInt())
        .isEqualTo(31);
    assertThat(changed.body().path("levels").path("MEDIUM").path("latencySeconds").asInt())
        .isEqualTo(300);
    assertThat(service.get("/alert-conditions").items()).hasSizeGreaterThan(10);
  }

  @Test
  void aSilenceIsMadeAheadOfMaintenanceAndEnded() {
    var past = service.post("/silences", Map.of("until", "2020-01-01T00:00:00Z", "reason", "x"));
    assertThat(past.text("detail")).contains("until");
    var until = Instant.now().plus(Duration.ofHours(2)).toString();
    var made = service.post("/silences", Map.of("tag", "none", "until", until, "reason", "move"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(service.get("/silences").items())
        .extracting(one -> one.path("reason").asString())
        .contains("move");
    assertThat(service.call("DELETE", "/silences/" + made.text("id"), null).status())
        .isEqualTo(204);
    assertThat(service.call("DELETE", "/silences/s-none", null).status()).isEqualTo(404);
  }

  private static List<String> alerts(String project) {
    return service.get("/alerts?standing=true&project=" + project).items().stream()
        .map(one -> one.path("condition").asString())
        .toList();
  }

  private static String create(String name, String more) {
    var body =
        json(
            ("{'name':'alerts %s','source':'%s','destination':'%s','start':true,"
                    + "'tables':[{'schema':'public','name':'a'}],%s}")
                .formatted(name, from, to, more));
    var made = service.call("POST", "/projects", body, WAITING);
    assertThat(made.status()).as(made.raw()).isEqualTo(201);
    return made.text("id");
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
