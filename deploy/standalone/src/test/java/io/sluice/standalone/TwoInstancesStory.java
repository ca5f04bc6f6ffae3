package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.KafkaGrants;
import io.sluice.contract.ComponentKind;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.SecuredKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Another instance of writer-service takes its share of the writers, and all of them when the first
 * one goes; on a cluster that allows each service what it needs and nothing else.
 */
class TwoInstancesStory {
  @Test
  void writersMoveToTheInstanceThatIsThereAndLoseNothing(@TempDir Path folder) throws Exception {
    var source = PostgresFixture.database("shared_source");
    List<Database> copies = new ArrayList<>();
    source.execute(
        "create table item (id bigint generated always as identity primary key, name text)",
        "insert into item (name) select 'item ' || i from generate_series(1, 1000) i");
    var kafka = new SecuredKafka(withDestination());
    allowDestination(kafka);
    try (var sluice = Installation.secured(folder, kafka)) {
      var gateway = sluice.gateway();
      var from = dataSource(gateway, "from", source);
      var topics = topics(gateway, kafka);
      var toTopics = project(gateway, "topics", from, topics);
      var partitions = new HashSet<Integer>();
      // Two instances have two of the four partitions each, so writers in three are on both.
      for (int i = 0; partitions.size() < 3; i++) {
        var copy = PostgresFixture.database("shared_copy");
        copies.add(copy);
        var project = project(gateway, "copy " + i, from, dataSource(gateway, "to " + i, copy));
        partitions.add(partition(ComponentKind.WRITER.idFor(project)));
      }
      awaitEqual(source, copies);

      sluice.addInstance("writer");
      await().until(() -> instances(gateway).size() == 2);
      source.execute("update item set name = upper(name) where id % 3 = 0");
      awaitEqual(source, copies);

      sluice.stop("writer");
      source.execute(
          "delete from item where id % 5 = 0",
          "insert into item (name) select 'new ' || i from generate_series(1, 1000) i");
      await().until(() -> instances(gateway).size() == 1);
      awaitEqual(source, copies);
      assertThat(gateway.get("/projects/" + toTopics).ok().path("status").asString())
          .as(gateway.get("/projects/" + toTopics).ok().toString())
          .isEqualTo("RUNNING");
      await()
          .untilAsserted(
              () ->
                  // One for each row that there ever was: those that are gone have a last word too.
                  assertThat(keys(TopicReader.readAll(sluice.kafkaClient(), "public.item")))
                      .hasSize(2000));
    }
  }

  private static Set<String> keys(List<ConsumerRecord<String, String>> records) {
    return records.stream().map(ConsumerRecord::key).collect(Collectors.toSet());
  }

  private static String project(GatewayClient gateway, String name, String from, String to) {
    var body =
        Map.of(
            "name",
            name,
            "source",
            from,
            "destination",
            to,
            "tables",
            List.of(Map.of("schema", "public", "name", "item")),
            "start",
            true);
    return gateway.post("/projects", body).ok().path("id").asString();
  }

  private static List<String> withDestination() {
    var users = new ArrayList<>(KafkaGrants.PRINCIPALS);
    users.add("destination");
    return users;
  }

  /** What {@code kafka-acls.md} says a destination needs. */
  private static void allowDestination(SecuredKafka kafka) {
    for (var operation :
        List.of(
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS)) {
      kafka.allow(List.of(rule(ResourceType.TOPIC, "public.", operation)));
    }
    for (var operation :
        List.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DESCRIBE,
            AclOperation.DELETE)) {
      kafka.allow(List.of(rule(ResourceType.TOPIC, "sluice.connector.", operation)));
    }
    kafka.allow(
        List.of(
            rule(ResourceType.TRANSACTIONAL_ID, "c-", AclOperation.WRITE),
            rule(ResourceType.TRANSACTIONAL_ID, "c-", AclOperation.DESCRIBE),
            SecuredKafka.rule(
                "destination",
                ResourceType.CLUSTER,
                PatternType.LITERAL,
                "kafka-cluster",
                AclOperation.DESCRIBE)));
  }

  private static AclBinding rule(ResourceType resource, String prefix, AclOperation operation) {
    return SecuredKafka.rule("destination", resource, PatternType.PREFIXED, prefix, operation);
  }

  private static String topics(GatewayClient gateway, SecuredKafka kafka) {
    var body =
        Map.of(
            "name",
            "topics",
            "kind",
            "KAFKA",
            "bootstrapServers",
            kafka.bootstrapServers(),
            "security",
            "SASL_SSL",
            "sasl",
            "SCRAM_SHA_512",
            "username",
            "destination",
            "password",
            SecuredKafka.secret("destination"),
            "caCertificate",
            kafka.certificate.certificate());
    return gateway.post("/data-sources", body).ok().path("id").asString();
  }

  private static int partition(String key) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % 4;
  }

  private static Set<String> instances(GatewayClient gateway) {
    var instances = new HashSet<String>();
    for (JsonNode writer : gateway.get("/components?kind=WRITER").ok().path("items")) {
      if (writer.path("status").asString().equals("RUNNING")) {
        instances.add(writer.path("instance").asString());
      } else {
        instances.add("none, as " + writer.path("id").asString() + " is " + writer.path("status"));
      }
    }
    return instances;
  }

  private static void awaitEqual(Database source, List<Database> copies) throws Exception {
    var all = "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from item t";
    var wanted = source.query(all);
    for (Database copy : copies) {
      await().ignoreExceptions().untilAsserted(() -> assertThat(copy.query(all)).isEqualTo(wanted));
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(180)).pollInterval(Duration.ofMillis(250));
  }

  private static String dataSource(GatewayClient gateway, String name, Database database) {
    var body = new HashMap<String, Object>();
    body.put("name", name);
    body.put("kind", "POSTGRESQL");
    body.put("host", database.host());
    body.put("port", database.port());
    body.put("database", database.name());
    body.put("username", database.username());
    body.put("password", database.password());
    return gateway.post("/data-sources", body).ok().path("id").asString();
  }
}
