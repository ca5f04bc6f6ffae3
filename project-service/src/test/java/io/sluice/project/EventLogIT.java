package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.cloudevents.Json;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The event log as readers see it: as a stream, as rows made again, and without secrets. */
class EventLogIT {
  private static final String CANARY = "canary-9f2c-do-not-show";
  private static final KafkaClients KAFKA = new KafkaClients(KafkaFixture.client());

  /** Everything but the numbers that rows get when they are inserted. */
  private static final Map<String, String> TABLES =
      Map.of(
          "event", "select to_jsonb(event) - 'seq' from event order by partition, log_offset",
          "project", "select to_jsonb(project) from project order by id",
          "component", "select to_jsonb(component) from component order by id",
          "data_source", "select to_jsonb(data_source) from data_source order by id",
          "command_outcome", "select to_jsonb(o) from command_outcome o order by command_id",
          "name_reservation",
              "select to_jsonb(n) - 'reserved_at' from name_reservation n order by scope, name",
          "projection_offset",
              "select to_jsonb(o) from projection_offset o order by topic, partition");

  private static RunningService service;
  private static PlayedComponents components;
  private static String from;
  private static String to;

  /** A reader of the stream; keeps what came until it is closed. */
  private static final class Reader implements AutoCloseable {
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final InputStream in;

    Reader(String query, String... headers) throws Exception {
      var request =
          HttpRequest.newBuilder(service.uri("/api/v1/events" + query))
              .header("Authorization", "Bearer " + service.token);
      if (headers.length > 0) {
        request.headers(headers);
      }
      var response = service.http().send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/event-stream");
      in = response.body();
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try (var reader =
          new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
        reader.lines().forEach(lines::add);
      } catch (IOException | java.io.UncheckedIOException e) {
        lines.add(": closed");
      }
    }

    List<String> types() {
      return lines.stream()
          .filter(line -> line.startsWith("data:"))
          .map(line -> Json.LENIENT.readTree(line.substring(5)).path("type").asString())
          .toList();
    }

    List<String> ids() {
      return lines.stream()
          .filter(line -> line.startsWith("id:"))
          .map(line -> line.substring(3).strip())
          .toList();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    service = new RunningService("eventlog");
    components = new PlayedComponents(KAFKA, "eventlog");
    var source = PostgresFixture.database("shop");
    source.execute("create table public.a (id int primary key, t text)");
    source.execute("create role canary superuser login password '" + CANARY + "'");
    from = service.dataSource("shop", known(source), CANARY);
    to = service.dataSource("copy", known(PostgresFixture.database("copy")), CANARY);
  }

  @AfterAll
  static void stop() throws Exception {
    components.close();
    service.close();
  }

  @Test
  void aReaderSeesWhatHappensFromNowOnAndGoesOnWhereItLeft() throws Exception {
    String id;
    String seen;
    try (var reader = new Reader("")) {
      await().until(() -> !reader.ids().isEmpty());
      id = create("streamed");
      await().until(() -> reader.types().contains("io.sluice.project.created.v1"));
      assertThat(reader.types()).doesNotContain("io.sluice.datasource.created.v1");
      seen = reader.ids().getLast();
    }
    rename(id, "streamed on");
    try (var again = new Reader("", "Last-Event-ID", seen)) {
      await().until(() -> again.types().contains("io.sluice.project.renamed.v1"));
      assertThat(again.types()).doesNotContain("io.sluice.project.created.v1");
    }
    try (var all = new Reader("?from=beginning&project=" + id + "&type=io.sluice.project")) {
      await().until(() -> all.types().contains("io.sluice.project.renamed.v1"));
      assertThat(all.types())
          .startsWith("io.sluice.project.created.v1")
          .allMatch(type -> type.startsWith("io.sluice.project."));
      assertThat(all.lines).anyMatch(line -> line.contains("\"specversion\":\"1.0\""));
    }
  }

  @Test
  void theRowsMadeAgainFromTheLogAreTheSame() throws Exception {
    String running = create("to be rebuilt");
    awaitMonitoring(running);
    service.post("/projects/" + running + "/pause");
    rename(create("renamed before"), "renamed after");
    String gone = create("gone");
    String seen = lastPosition();
    // The flow may stop the project's components a little later; the log has to be quiet.
    var before = quiet();
    service.restart("--sluice.rebuild-projections=true");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(dump()).isEqualTo(before));

    for (String table : TABLES.keySet()) {
      service.database.execute("truncate " + table);
    }
    service.restart();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(dump()).isEqualTo(before));
    rename(gone, "still known");
    try (var reader = new Reader("?from=" + seen)) {
      await().until(() -> reader.types().contains("io.sluice.project.renamed.v1"));
    }
  }

  @Test
  void aPasswordIsSeenNowhere() throws Exception {
    awaitMonitoring(create("canary"));
    service.get("/data-sources");
    service.post("/data-sources/" + from + "/test");
    service.call("POST", "/data-sources", "{\"password\":\"" + CANARY + "\",\"kind\":\"X\"}");
    service.call("POST", "/data-sources", "{\"password\":[\"" + CANARY + "\"]}");
    service.call("POST", "/data-sources", "{\"password\":\"" + CANARY + "\"\"}");
    assertThat(service.answers).noneMatch(answer -> answer.contains(CANARY));
    assertThat(dump().toString()).contains("canary").doesNotContain(CANARY);
    try (var reader = new Reader("?from=beginning")) {
      await().until(() -> reader.types().contains("io.sluice.datasource.created.v1"));
      assertThat(reader.lines).noneMatch(line -> line.contains(CANARY));
    }
    try (var consumer = KAFKA.reader("canary")) {
      for (String topic : consumer.listTopics().keySet()) {
        assertThat(topicText(consumer, topic)).as(topic).doesNotContain(CANARY);
      }
    }
  }

  private static String topicText(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, String topic) {
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new org.apache.kafka.common.TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var end = consumer.endOffsets(partitions);
    var text = new StringBuilder();
    while (end.entrySet().stream()
        .anyMatch(one -> consumer.position(one.getKey()) < one.getValue())) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        text.append(record.key()).append(record.headers());
        if (record.value() != null) {
          text.append(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return text.toString();
  }

  private static Map<String, List<String>> quiet() {
    var last = new AtomicReference<Map<String, List<String>>>(Map.of());
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> dump().equals(last.getAndSet(dump())));
    return Objects.requireNonNull(last.get());
  }

  private static Map<String, List<String>> dump() throws SQLException {
    var dump = new LinkedHashMap<String, List<String>>();
    try (var connection = service.database.connect();
        var statement = connection.createStatement()) {
      for (var table : TABLES.entrySet()) {
        var rows = new ArrayList<String>();
        try (var result = statement.executeQuery(table.getValue())) {
          while (result.next()) {
            rows.add(result.getString(1));
          }
        }
        dump.put(table.getKey(), rows);
      }
    }
    return dump;
  }

  private static String lastPosition() throws Exception {
    try (var reader = new Reader("")) {
      await().until(() -> !reader.ids().isEmpty());
      return reader.ids().getFirst();
    }
  }

  private static String create(String name) {
    var created =
        service.call(
            "POST",
            "/projects",
            """
            {"name":"%s","source":"%s","destination":"%s","start":true,
             "tables":[{"schema":"public","name":"a"}]}"""
                .formatted(name, from, to),
            "Prefer",
            "wait=20");
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    return created.text("id");
  }

  private static PostgresFixture.Database known(PostgresFixture.Database of) {
    return new PostgresFixture.Database(of.host(), of.port(), of.name(), "canary", CANARY);
  }

  private static void rename(String id, String name) {
    var renamed =
        service.call(
            "PATCH", "/projects/" + id, "{\"name\":\"" + name + "\"}", "Prefer", "wait=20");
    assertThat(renamed.text("name")).isEqualTo(name);
  }

  private static void awaitMonitoring(String id) {
    await(id)
        .atMost(Duration.ofSeconds(60))
        .until(() -> service.get("/projects/" + id).response().body().contains("\"MONITORING\""));
  }
}
