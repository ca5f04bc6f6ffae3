package io.sluice.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.storelog.StoreLogTopic;
import io.sluice.storelog.StoreLogWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator does with single components. */
class ComponentsIT {
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  private static RunningService service;
  private static PlayedComponents components;
  private static PlayedSignals signals;
  private static String id;
  private static String writer;
  private static String store;

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("components");
    components = new PlayedComponents(KAFKA, "components");
    signals = new PlayedSignals(KAFKA);
    var source = PostgresFixture.database("shop");
    source.execute("create table public.a (id int primary key, t text)");
    id =
        service
            .post(
                "/projects",
                Map.of(
                    "name",
                    "single",
                    "source",
                    service.dataSource("shop", source, "postgres"),
                    "destination",
                    service.dataSource("copy", PostgresFixture.database("copy"), "postgres"),
                    "start",
                    true,
                    "tables",
                    List.of(Map.of("schema", "public", "name", "a"))))
            .text("id");
    service.awaitMonitoring("/projects/" + id);
    writer = "/components/" + ComponentKind.WRITER.idFor(id);
    store = "/components/" + ComponentKind.STORE.idFor(id);
  }

  @AfterAll
  static void stop() throws Exception {
    signals.close();
    components.close();
    service.close();
  }

  @Test
  void oneIsHadToWorkInAnotherWayAndRestarted() {
    assertThat(service.get(writer).body().path("actions").toString()).contains("\"update\"");
    var updated =
        service.call("PUT", writer + "/options", "{\"rowsPerSecond\":500}", "Prefer", "wait=9");
    assertThat(updated.status()).as(updated.raw()).isEqualTo(200);
    await()
        .until(
            () ->
                service
                        .get(
                            "/projects/" + id + "/events?type=io.sluice.component.updated&size=200")
                        .items()
                        .stream()
                        .filter(event -> writer.endsWith(event.path("subject").asString()))
                        .count()
                    == 1);
    assertThat(service.get("/projects/" + id).body().path("options").path("rowsPerSecond").asInt())
        .isZero();
    assertThat(service.get(store).text("status")).isEqualTo("RUNNING");
  }

  @Test
  void whatAKindDoesNotHaveIsRefused() {
    assertThat(service.call("PUT", store + "/options", "{\"rowsPerSecond\":5}").text("detail"))
        .isEqualTo("the field 'rowsPerSecond': a STORE has none");
    assertThat(service.call("PUT", writer + "/options", "{\"readConcurrency\":99}").text("detail"))
        .isEqualTo("the field readConcurrency: 1 to 16");
    assertThat(service.call("PUT", "/components/w-none/options", "{}").status()).isEqualTo(404);
  }

  @Test
  void aDryRunOfAReplaySaysHowManyChangesThatIsAndWhatThereIs() throws Exception {
    String log = ComponentKind.STORE.idFor(id);
    Instant begin = Instant.parse("2026-11-20T14:00:00Z");
    StoreLogTopic.ensure(KafkaFixture.client(), log, Duration.ofDays(36_500));
    try (var written = new StoreLogWriter(KafkaFixture.client(), log)) {
      for (int minute = 0; minute < 4; minute++) {
        written.write(transaction(begin.plusSeconds(60L * minute), minute, minute % 2));
      }
    }
    String start = writer + "/start?dryRun=true";
    var all = service.post(start, Map.of("replayFrom", begin));
    assertThat(all.status()).as(all.raw()).isEqualTo(200);
    assertThat(all.body().path("changes").asInt()).isEqualTo(4);
    // The first two minutes touch both rows, the first one row alone.
    assertThat(until(start, begin, 120).body().path("changes").asInt()).isEqualTo(4);
    assertThat(until(start, begin, 60).body().path("changes").asInt()).isEqualTo(2);
    assertThat(until(start, begin, 60).body().path("tables").path("public.a").asInt()).isEqualTo(2);
    assertThat(until(start, begin, 60).body().path("complete").asBoolean()).isTrue();

    var outside = service.post(start, Map.of("replayFrom", begin.minusSeconds(1)));
    assertThat(outside.text("code")).isEqualTo("REPLAY_OUT_OF_RANGE");
    assertThat(outside.text("detail"))
        .contains("available is 2026-11-20T14:00:00Z to 2026-11-20T14:03:00Z");
    assertThat(service.post(start, Map.of()).text("detail")).contains("'replayFrom': missing");
  }

  private static RunningService.Answer until(String start, Instant from, int seconds) {
    return service.post(
        start, Map.of("replayFrom", from, "replayUntil", from.plusSeconds(seconds)));
  }

  private static LogEntry.Slice transaction(Instant time, long number, int key) {
    var table =
        new TableSchema(
            1,
            "public",
            "a",
            List.of(
                new ColumnSchema("id", "integer", false, true, 1),
                new ColumnSchema("t", "text", true, false, 2)));
    var row = new Row(new byte[][] {Integer.toString(key).getBytes(UTF_8), "x".getBytes(UTF_8)});
    return new LogEntry.Slice(
        number + 1,
        100 * (number + 1),
        time,
        0,
        true,
        List.of(new Change(Change.Operation.UPDATE, table, null, row)));
  }

  @Test
  void whatWasWrittenOfEachTableIsCounted() {
    signals.tell(ComponentKind.WRITER.idFor(id), id, Step.INCREMENTAL, 7, List.of());
    await().until(() -> service.get(writer + "/tables").items().size() == 1);
    var table = service.get(writer + "/tables").items().getFirst();
    assertThat(table.path("name").asString()).isEqualTo("a");
    assertThat(table.path("inserts").asInt()).isEqualTo(3);
    assertThat(table.path("since").asString()).isEqualTo("2026-11-20T08:00:00Z");
  }

  @Test
  void itIsFoundByTheAddressOfItsInstance() {
    signals.tell(ComponentKind.WRITER.idFor(id), id, Step.INCREMENTAL, 7, List.of());
    await()
        .until(
            () ->
                service.get("/components?keyword=10.1.2.3&region=components").items().size() == 1);
    assertThat(service.get("/instances").items())
        .anySatisfy(one -> assertThat(one.path("address").asString()).isEqualTo("10.1.2.3"));
    assertThat(service.get("/regions").items())
        .anySatisfy(
            region -> {
              assertThat(region.path("region").asString()).isEqualTo("components");
              assertThat(region.path("components").asInt()).isEqualTo(2);
            });
  }

  @Test
  void linesAreReadOfAnySpanAndFollowed() throws Exception {
    String component = ComponentKind.WRITER.idFor(id);
    Instant before = Instant.now();
    for (int i = 0; i < 5; i++) {
      signals.say(component, id, i == 3 ? LogLine.Level.ERROR : LogLine.Level.INFO, "line " + i);
    }
    signals.say(ComponentKind.STORE.idFor(id), id, LogLine.Level.INFO, "of another");
    String span = writer + "/logs/archive?from=" + before;
    await().until(() -> service.get(span).raw().lines().count() == 5);
    assertThat(service.get(span).raw()).contains("INFO ", "line 4").doesNotContain("of another");
    assertThat(service.get(span + "&level=ERROR").raw().lines()).hasSize(1);
    assertThat(service.get(span + "&search=LINE 2".replace(" ", "%20")).raw().lines()).hasSize(1);
    assertThat(service.get(writer + "/logs/archive?until=" + before).raw())
        .doesNotContain("line 1");
    assertThat(service.get(span + "&until=2001-01-01T00:00:00Z").text("code"))
        .isEqualTo("INVALID_INPUT");

    var request =
        HttpRequest.newBuilder(service.uri("/api/v1" + writer + "/logs/live"))
            .header("Authorization", "Bearer " + service.token)
            .build();
    try (var lines = service.http().send(request, BodyHandlers.ofLines()).body()) {
      assertThat(lines.anyMatch(line -> line.startsWith("data:") && line.contains("line 4")))
          .isTrue();
    }
  }
}
