package io.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.LogEntry;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.storelog.StoreLogReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A bank is copied to a database and to topics while it is being written to; it is paused, resumed,
 * replayed, killed at random instants and released, and nothing is lost or applied twice.
 */
abstract class LifecycleStory {
  /** Few, for each start takes its time; the fault suite is there for many. */
  private static final int KILLS = Integer.getInteger("sluice.kills", 1);

  private final long seed = Long.getLong("sluice.seed", System.nanoTime());

  /** What a table holds, as one line that its topic must lead to as well. */
  private static final Map<String, String> CONTENT =
      Map.of(
          "account", "select count(*) || ' ' || sum(balance * id) from account",
          "transfer", "select count(*) || ' ' || sum(amount * id) from transfer",
          "document", "select count(*) || ' ' || sum(version * length(name)) from document");

  private static final Map<String, String> KEYS =
      Map.of(
          "account",
              "select string_agg(id::text, ',' order by id::text collate \"C\") from account",
          "transfer",
              "select string_agg(id::text, ',' order by id::text collate \"C\") from transfer",
          "document", "select string_agg(name, ',' order by name collate \"C\") from document");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  abstract Installation install(Path folder);

  /** What an operator does meanwhile. */
  void whileItIsDead(Path folder) throws Exception {}

  @Test
  void theCopiesStayEqualThroughEverythingThatIsDoneToThem(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dsluice.seed=" + seed + ")");
    // A mapped table's topic is the name of its target.
    var prefix = "bank" + Math.abs(seed) + ".";
    var source = PostgresFixture.database("bank");
    var copy = PostgresFixture.database("copy");
    try (var sluice = install(folder);
        var bank = new Bank(source, seed)) {
      var gateway = sluice.gateway();
      var from = dataSource(gateway, "bank", postgres(source));
      var toDatabase = dataSource(gateway, "copy", postgres(copy));
      var toTopics =
          dataSource(
              gateway,
              "topics",
              Map.of("kind", "KAFKA", "bootstrapServers", KafkaFixture.bootstrapServers()));

      bank.open(500);
      var database = project(gateway, "bank to copy", from, toDatabase, "");
      var topics = project(gateway, "bank to topics", from, toTopics, prefix);
      awaitStep(gateway, database, "INCREMENTAL", "MONITORING");
      awaitStep(gateway, topics, "INCREMENTAL", "MONITORING");

      gateway.post("/projects/" + database + "/pause", Map.of("reason", "story")).ok();
      awaitStatus(gateway, database, "PAUSED");
      bank.close();
      var paused = Bank.fingerprint(copy);
      bank.write(3_000);
      assertThat(Bank.fingerprint(copy)).as("a paused project does not write").isEqualTo(paused);
      var beforeResume = Instant.now();
      gateway.post("/projects/" + database + "/resume", Map.of()).ok();
      awaitEqual(source, copy);

      bank.open(200);
      var writer = "w-" + database.substring(2);
      refusesToReplayFromBeforeTheLog(gateway, writer);
      gateway.post("/components/" + writer + "/pause", Map.of()).ok();
      await().until(() -> component(gateway, writer).path("status").asString().equals("STOPPED"));
      gateway
          .post(
              "/components/" + writer + "/start",
              Map.of("replayFrom", beforeResume.minusSeconds(2).toString()))
          .ok();
      await()
          .until(
              () -> history(gateway, database).contains("io.sluice.component.replay-completed.v1"));

      var random = new Random(seed);
      for (int kill = 0; kill < KILLS; kill++) {
        long moment = bank.transactions() + 100 + random.nextInt(500);
        await().until(() -> bank.transactions() >= moment);
        var victim = sluice.names().get(random.nextInt(sluice.names().size()));
        sluice.kill(victim);
        whileItIsDead(folder);
        sluice.startAgain(victim);
      }
      bank.close();
      awaitEqual(source, copy);
      for (String project : List.of(database, topics)) {
        holdsEachTransactionOnce(sluice.kafkaClient(), "s-" + project.substring(2));
      }
      awaitTopicsEqual(source, prefix);

      for (String project : List.of(database, topics)) {
        gateway.post("/projects/" + project + "/pause", Map.of()).ok();
        awaitStatus(gateway, project, "PAUSED");
        gateway.post("/projects/" + project + "/release", Map.of("confirmation", "delete")).ok();
        awaitStatus(gateway, project, "RELEASED");
      }
      nothingIsLeft(sluice, source, copy, List.of(database, topics));
    }
  }

  private static void refusesToReplayFromBeforeTheLog(GatewayClient gateway, String writer) {
    var answer =
        gateway.post(
            "/components/" + writer + "/start", Map.of("replayFrom", "2001-01-01T00:00:00Z"));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("code").asString()).isEqualTo("REPLAY_OUT_OF_RANGE");
  }

  static Map<String, Object> postgres(Database database) {
    return Map.of(
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
        database.password());
  }

  static String dataSource(GatewayClient gateway, String name, Map<String, Object> settings) {
    var body = new HashMap<>(settings);
    body.put("name", name);
    return gateway.post("/data-sources", body).ok().path("id").asString();
  }

  private static String project(
      GatewayClient gateway, String name, String source, String destination, String prefix) {
    var tables =
        Bank.TABLES.stream()
            .map(
                table ->
                    Map.of(
                        "schema",
                        "public",
                        "name",
                        table,
                        "target",
                        Map.of("schema", "public", "name", prefix + table)))
            .toList();
    var body =
        Map.of(
            "name",
            name,
            "source",
            source,
            "destination",
            destination,
            "tables",
            tables,
            "start",
            true);
    return gateway.post("/projects", body).ok().path("id").asString();
  }

  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(180)).pollInterval(Duration.ofMillis(250));
  }

  private static JsonNode component(GatewayClient gateway, String id) {
    return gateway.get("/components/" + id).ok();
  }

  static String history(GatewayClient gateway, String project) {
    return gateway.get("/projects/" + project + "/events?size=200").ok().toString();
  }

  static void awaitStatus(GatewayClient gateway, String project, String status) {
    await()
        .untilAsserted(
            () ->
                assertThat(gateway.get("/projects/" + project).ok().path("status").asString())
                    .isEqualTo(status));
  }

  static void awaitStep(GatewayClient gateway, String project, String step, String status) {
    await()
        .until(
            () -> {
              var answer = gateway.get("/projects/" + project).ok();
              assertThat(answer.path("status").asString()).as("%s", answer).isNotEqualTo("FAILED");
              for (JsonNode panel : answer.path("steps")) {
                if (panel.path("step").asString().equals(step)) {
                  return panel.path("status").asString().equals(status);
                }
              }
              return false;
            });
  }

  static void awaitEqual(Database source, Database copy) throws SQLException {
    var wanted = Bank.fingerprint(source);
    await().untilAsserted(() -> assertThat(Bank.fingerprint(copy)).isEqualTo(wanted));
  }

  /** Whatever died while it was written: commits rise along a Store's log. */
  private static void holdsEachTransactionOnce(Map<String, Object> kafka, String store) {
    try (var log = new StoreLogReader(kafka, store)) {
      long commit = 0;
      int next = 0;
      log.seek(Objects.requireNonNull(log.range()).firstOffset());
      while (!log.isAtEnd()) {
        for (var record : log.poll(Duration.ofMillis(200))) {
          if (record.entry() instanceof LogEntry.Slice slice) {
            if (next == 0) {
              assertThat(slice.commitPosition())
                  .as("of %s at %s in the log", slice.transactionId(), record.offset())
                  .isGreaterThan(commit);
            }
            commit = slice.commitPosition();
            assertThat(slice.firstIndex()).as("slice at %s", record.offset()).isEqualTo(next);
            next = slice.last() ? 0 : next + slice.changes().size();
          }
        }
      }
    }
  }

  /**
   * What a careful reader of the topics ends with is what the tables hold, and no record is there
   * twice.
   */
  static void awaitTopicsEqual(Database source, String prefix) {
    await()
        .untilAsserted(
            () -> {
              for (String table : Bank.TABLES) {
                var rows = new TreeMap<String, JsonNode>();
                var seen = new HashMap<String, String>();
                for (var record : TopicReader.readAll(KafkaFixture.client(), prefix + table)) {
                  var value = JSON.readTree(record.value());
                  var change = value.path("op").asString() + value.path("tx") + record.key();
                  var place = record.partition() + ":" + record.offset() + "@" + value.path("ts");
                  assertThat(seen.putIfAbsent(change, place))
                      .as("%s is in %s twice, again at %s", change, table, place)
                      .isNull();
                  if (value.path("op").asString().equals("d")) {
                    rows.remove(record.key());
                  } else {
                    rows.put(record.key(), value);
                  }
                }
                assertThat(keys(table, rows.values()))
                    .as("keys of %s", table)
                    .isEqualTo(source.query(KEYS.getOrDefault(table, "")));
                assertThat(content(table, rows.values()))
                    .isEqualTo(source.query(CONTENT.getOrDefault(table, "")));
              }
            });
  }

  private static String keys(String table, Collection<JsonNode> rows) {
    var column = table.equals("document") ? "name" : "id";
    return rows.stream()
        .map(row -> row.path("after").path(column).asString())
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static String content(String table, Collection<JsonNode> rows) {
    var sum = BigDecimal.ZERO;
    for (JsonNode row : rows) {
      var after = row.path("after");
      sum =
          sum.add(
              switch (table) {
                case "account" -> number(after, "balance").multiply(number(after, "id"));
                case "transfer" -> number(after, "amount").multiply(number(after, "id"));
                default ->
                    number(after, "version")
                        .multiply(BigDecimal.valueOf(after.path("name").asString().length()));
              });
    }
    return rows.size() + " " + sum.toPlainString();
  }

  private static BigDecimal number(JsonNode row, String column) {
    return new BigDecimal(row.path(column).asString());
  }

  private static void nothingIsLeft(
      Installation sluice, Database source, Database copy, List<String> projects) throws Exception {
    assertThat(
            source.query(
                "select count(*) from pg_replication_slots where database = current_database()"))
        .isEqualTo("0");
    assertThat(source.query("select count(*) from pg_publication")).isEqualTo("0");
    assertThat(copy.query("select count(*) from pg_tables where schemaname = 'sluice'"))
        .isEqualTo("0");
    for (var kafka : List.of(sluice.kafkaClient(), KafkaFixture.client())) {
      try (var admin = Admin.create(kafka)) {
        for (String project : projects) {
          assertThat(admin.listTopics().names().get())
              .noneMatch(topic -> topic.contains(project.substring(2)));
        }
      }
    }
  }
}
