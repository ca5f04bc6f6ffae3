package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What has happened, why, and how it was. */
class HistoryIT {
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  private static RunningService service;
  private static PlayedComponents components;
  private static String id;
  private static String path;
  private static String paused;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("history");
    components = new PlayedComponents(KAFKA, "history");
    var source = PostgresFixture.database("shop");
    source.execute("create table public.a (id int primary key, t text)");
    var created =
        service.post(
            "/projects",
            Map.of(
                "name",
                "remembered",
                "source",
                service.dataSource("shop", source, "postgres"),
                "destination",
                service.dataSource("copy", PostgresFixture.database("copy"), "postgres"),
                "start",
                true,
                "tables",
                List.of(Map.of("schema", "public", "name", "a"))));
    id = created.text("id");
    path = "/projects/" + id;
    service.awaitMonitoring(path);
    service.call(
        "POST",
        path + "/pause",
        "{\"reason\":\"lunch\"}",
        "Prefer",
        "wait=9",
        "Idempotency-Key",
        "pause-for-lunch");
    paused = newest("io.sluice.project.paused").path("time").asString();
    String writer = "/components/" + ComponentKind.WRITER.idFor(id);
    await().until(() -> service.get(writer).text("status").equals("STOPPED"));
  }

  @AfterAll
  static void stop() throws Exception {
    components.close();
    service.close();
  }

  @Test
  void theNewestComesFirstAndACursorLeadsThroughAllOfIt() {
    var first = service.get(path + "/events?size=3");
    assertThat(first.items()).hasSize(3);
    var seen = new ArrayList<String>(ids(first));
    String next = first.text("next");
    while (!next.isEmpty()) {
      var page = service.get(path + "/events?size=3&cursor=" + next);
      seen.addAll(ids(page));
      next = page.body().path("next").asString("");
    }
    assertThat(seen).doesNotHaveDuplicates().hasSizeGreaterThan(6);
    assertThat(seen).isEqualTo(ids(service.get(path + "/events?size=200")));
    assertThat(ids(service.get(path + "/events?size=200&order=OLDEST"))).isEqualTo(seen.reversed());
    assertThat(service.get(path + "/events?cursor=x").text("detail")).contains("'cursor'");
  }

  @Test
  void itIsNarrowedByTypeActorComponentAndTime() {
    String writer = ComponentKind.WRITER.idFor(id);
    assertThat(service.get(path + "/events?type=io.sluice.project.paused").items()).hasSize(1);
    assertThat(service.get(path + "/events?component=" + writer + "&size=200").items())
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.path("subject").asString()).isEqualTo(writer));
    assertThat(service.get(path + "/events?actor=nobody").items()).isEmpty();
    assertThat(
            service
                .get(path + "/events?until=" + paused + "&type=io.sluice.project.paused")
                .items())
        .isEmpty();
    assertThat(
            service.get(path + "/events?from=" + paused + "&type=io.sluice.project.paused").items())
        .hasSize(1);
  }

  @Test
  void whySaysWhichCommandOfWhomLedToAStatusAcrossComponents() {
    var project = service.get(path + "/why").body();
    assertThat(project.path("status").asString()).isEqualTo("PAUSED");
    assertThat(kinds(project)).containsExactly("EVENT", "COMMAND");
    var command = project.path("chain").path(1);
    assertThat(command.path("id").asString()).isEqualTo("pause-for-lunch");
    assertThat(command.path("type").asString()).isEqualTo("io.sluice.project.pause.v1");
    assertThat(command.path("actor").asString()).isEqualTo("token:test");

    var writer = service.get("/components/" + ComponentKind.WRITER.idFor(id) + "/why").body();
    assertThat(writer.path("status").asString()).isEqualTo("STOPPED");
    assertThat(writer.path("chain").valueStream().map(link -> link.path("type").asString()))
        .startsWith("io.sluice.component.stopped.v1")
        .contains("io.sluice.project.paused.v1")
        .endsWith("io.sluice.project.pause.v1");
    String stopped = writer.path("chain").path(0).path("id").asString();
    assertThat(service.get("/events/" + stopped + "/why").body().path("chain"))
        .isEqualTo(writer.path("chain"));
    assertThat(service.get("/components/w-none/why").status()).isEqualTo(404);
  }

  @Test
  void howItWasAtAPastTimeIsFoldedFromItsEvents() {
    String created =
        service
            .get(path + "/events?order=OLDEST&size=1")
            .items()
            .getFirst()
            .path("time")
            .asString();
    var begun = service.get(path + "/state?at=" + created).body();
    assertThat(begun.path("status").asString()).isEqualTo("NOT_STARTED");
    assertThat(begun.path("components").isEmpty()).isTrue();
    var then = service.get(path + "/state?at=" + paused).body();
    assertThat(then.path("status").asString()).isEqualTo("PAUSED");
    assertThat(then.path("project").path("definition").path("name").asString())
        .isEqualTo("remembered");
    assertThat(then.path("components").path(ComponentKind.STORE.idFor(id)).asString())
        .isEqualTo("RUNNING");
    assertThat(service.get(path + "/state?at=2001-01-01T00:00:00Z").status()).isEqualTo(404);
  }

  @Test
  void allOfItIsExportedOneEventALine() {
    var export = service.call("GET", path + "/events", null, "Accept", "application/x-ndjson");
    assertThat(export.header("Content-Type")).startsWith("application/x-ndjson");
    var lines = export.raw().lines().map(Json.LENIENT::readTree).toList();
    assertThat(lines)
        .extracting(line -> line.path("id").asString())
        .containsExactlyElementsOf(ids(service.get(path + "/events?size=200&order=OLDEST")));
  }

  private static JsonNode newest(String type) {
    return service.get(path + "/events?size=1&type=" + type).items().getFirst();
  }

  private static List<String> ids(RunningService.Answer page) {
    return page.items().stream().map(event -> event.path("id").asString()).toList();
  }

  private static List<String> kinds(JsonNode why) {
    return why.path("chain").valueStream().map(link -> link.path("kind").asString()).toList();
  }
}
