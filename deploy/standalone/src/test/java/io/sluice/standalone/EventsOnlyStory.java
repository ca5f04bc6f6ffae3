package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.fixture.PostgresFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another system, which knows nothing of Sluice but its topics, takes a project through its life.
 * It publishes with a plain producer and reads what came of it from {@code sluice.events}.
 */
class EventsOnlyStory {
  private static final String PROJECT = "p-abcdefghij";

  @Test
  void aProjectLivesItsWholeLifeByPublishedEventsAlone(@TempDir Path folder) throws Exception {
    var source = PostgresFixture.database("events_source");
    var copy = PostgresFixture.database("events_copy");
    source.execute(
        "create table item (id int primary key, name text)",
        "insert into item select i, 'item ' || i from generate_series(1, 1000) i");
    try (var sluice = Installation.standalone(folder)) {
      // Credentials do not travel in commands, so data sources are registered through the API.
      var from = dataSource(sluice.gateway(), "from", source);
      var to = dataSource(sluice.gateway(), "to", copy);
      var kafka = sluice.kafkaClient();

      publish(kafka, "create-1", "io.sluice.project.create.v1", definition(from, to));
      awaitEvent(kafka, "io.sluice.project.started.v1", "create-1");
      awaitStepMonitoring(kafka);

      publish(kafka, "pause-1", "io.sluice.project.pause.v1", "{\"reason\":\"maintenance\"}");
      awaitEvent(kafka, "io.sluice.project.paused.v1", "pause-1");
      source.execute("update item set name = upper(name)", "delete from item where id <= 10");

      publish(kafka, "pause-2", "io.sluice.project.pause.v1", "{}");
      awaitEvent(kafka, "io.sluice.command.satisfied.v1", "pause-2");
      publish(kafka, "start-1", "io.sluice.project.start.v1", "{}");
      awaitEvent(kafka, "io.sluice.command.rejected.v1", "start-1");
      publish(kafka, "nonsense-1", "io.sluice.project.explode.v1", "{}");
      awaitEvent(kafka, "io.sluice.command.rejected.v1", "nonsense-1");
      publish(kafka, "nonsense-2", "io.sluice.project.pause.v1", "this is not JSON");
      awaitEvent(kafka, "io.sluice.command.rejected.v1", "nonsense-2");

      publish(kafka, "resume-1", "io.sluice.project.resume.v1", "{}");
      awaitEvent(kafka, "io.sluice.project.resumed.v1", "resume-1");
      var all = "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from item t";
      var wanted = source.query(all);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(copy.query(all)).isEqualTo(wanted));

      publish(kafka, "pause-3", "io.sluice.project.pause.v1", "{}");
      awaitEvent(kafka, "io.sluice.project.paused.v1", "pause-3");
      publish(kafka, "release-1", "io.sluice.project.release.v1", "{\"confirmation\":\"delete\"}");
      awaitEvent(kafka, "io.sluice.project.released.v1", "release-1");
      assertThat(
              source.query(
                  "select count(*) from pg_replication_slots where database = current_database()"))
          .isEqualTo("0");
    }
  }

  private static String dataSource(
      GatewayClient gateway, String name, PostgresFixture.Database database) {
    return gateway
        .post(
            "/data-sources",
            Map.of(
                "name",
                name,
                "kind",
                "POSTGRESQL",
                "host",
                database.host(),
                "port",
                database.port(),
                "database",
                database.name(),
                "username",
                database.username(),
                "password",
                database.password()))
        .ok()
        .path("id")
        .asString();
  }

  private static String definition(String from, String to) {
    return """
    {"start": true, "definition": {
      "name": "items", "tags": [], "source": "%s", "destination": "%s", "destinationKind": "WRITER", "region": "default",
      "tables": [{"source": {"schema": "public", "name": "item"}, "target": {"schema": "public", "name": "item"}}],
      "options": {"steps": ["SCHEMA", "LOG_PULL", "FULL", "INCREMENTAL"], "conflict": "OVERWRITE", "format": "JSON",
        "topicTemplate": "{schema}.{table}", "topicPartitions": 4, "readConcurrency": 2, "rowsPerSecond": 0,
        "logRetentionHours": 168},
      "alertLevel": "LOW"}}
    """
        .formatted(from, to);
  }

  /** The headers are all there is to it: CloudEvents 1.0, Kafka binding, binary mode. */
  private static void publish(Map<String, Object> kafka, String id, String type, String data)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
      var record = new ProducerRecord<>("sluice.projects.commands", PROJECT, data);
      Map.of(
              "ce_specversion",
              "1.0",
              "ce_id",
              id,
              "ce_type",
              type,
              "ce_source",
              "/another-system",
              "ce_subject",
              PROJECT,
              "content-type",
              "application/json")
          .forEach(
              (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      producer.send(record).get();
    }
  }

  private static void awaitEvent(Map<String, Object> kafka, String type, String correlation) {
    Awaitility.await(type + " of " + correlation)
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                TopicReader.readAll(kafka, "sluice.events").stream()
                    .filter(record -> header(record, "ce_type").equals(type))
                    .filter(record -> header(record, "ce_correlationid").equals(correlation))
                    // Nobody vouches for what a record says of itself.
                    .anyMatch(
                        record -> header(record, "ce_actor").equals("declared:/another-system")));
  }

  private static void awaitStepMonitoring(Map<String, Object> kafka) {
    Awaitility.await("the incremental step is monitoring")
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                TopicReader.readAll(kafka, "sluice.events").stream()
                    .anyMatch(
                        record ->
                            header(record, "ce_type").equals("io.sluice.project.step-advanced.v1")
                                && record.value().contains("MONITORING")));
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
