package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.Format;
import io.sluice.fixture.Specs;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * A copy and the log after it are together the source's table: while it is written to, and over
 * deaths.
 */
@Timeout(180)
class HandOverIT {
  private static final Set<Step> STEPS = EnumSet.allOf(Step.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Scene scene = new Scene();

  @Test
  void writesThatGoOnDuringTheCopyAreSeenOnceEach() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    makeTables();
    try (var store = new TestStore(scene)) {
      var stop = new AtomicBoolean();
      // Threads of their own: the common pool may have one for both.
      Executor threads = task -> Thread.ofPlatform().daemon().start(task);
      var writing = CompletableFuture.runAsync(() -> write(new Random(seed), stop), threads);
      var pulling = CompletableFuture.runAsync(() -> pull(store, stop), threads);
      var slow = scene.spec(STEPS, Format.JSON, 9_000, "t", "u");
      scene.perform(slow, Step.SCHEMA, 1);
      var death = new Death(5, 3);
      scene.start(slow, Step.FULL, 2, null, death);
      assertThat(death.reached.await(30, TimeUnit.SECONDS)).isTrue();
      scene.perform(slow, Step.FULL, 3);
      var incremental = scene.start(slow, Step.INCREMENTAL, 4, null, Scene.NO_CRASH);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> incremental.context().telemetry().rows() > 500);
      stop.set(true);
      writing.get(30, TimeUnit.SECONDS);
      pulling.get(30, TimeUnit.SECONDS);
      store.pullAll();

      for (String table : List.of("t", "u")) {
        awaitEqual(table);
        var records = Scene.read(scene.topic(table));
        assertNothingTwice(records);
        assertVersionsRise(records);
      }
      assertThat(incremental.stop()).isNull();
    }
  }

  /** The crash points of {@code io.sluice.connector.position}, and how often each is passed. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,4", "4,5", "5,2", "5,4"})
  void aDeathAtAnyPointLosesAndRepeatsNothing(int point, int nth) throws Exception {
    makeTables();
    var spec = scene.spec(STEPS, Format.JSON, 0, "t", "u");
    try (var store = new TestStore(scene)) {
      scene.perform(spec, Step.SCHEMA, 1);
      scene.perform(spec, Step.FULL, 2);
      var death = new Death(point, nth);
      var dead = scene.start(spec, Step.INCREMENTAL, 3, null, death);
      var random = new Random(point * 100L + nth);
      for (int i = 0; i < 400 && death.reached.getCount() > 0; i++) {
        writeOnce(random);
        store.pull();
      }
      assertThat(death.reached.await(30, TimeUnit.SECONDS)).isTrue();
      var next = scene.start(spec, Step.INCREMENTAL, 4, null, Scene.NO_CRASH);
      await().atMost(Duration.ofSeconds(90)).until(() -> next.context().caughtUp);
      death.wakeUp();
      for (int i = 0; i < 50; i++) {
        writeOnce(random);
        store.pull();
      }
      store.pullAll();
      awaitEqual("t");
      assertNothingTwice(Scene.read(scene.topic("t")));
      assertThat(dead.outcome().get(60, TimeUnit.SECONDS)).hasMessageContaining("FENCED");
      assertThat(next.stop()).isNull();
    }
  }

  /** Points 10 and 11: a table that comes later is handed over to the Connector that goes on. */
  @ParameterizedTest
  @ValueSource(ints = {10, 11})
  void aTableThatComesLaterIsHandedOverExactlyOnce(int point) throws Exception {
    makeTables();
    String id = scene.connectorId;
    var kept = Specs.revised(scene.spec(STEPS, Format.JSON, 0, "t"), id, 2, null);
    var task =
        Specs.revised(
            scene.spec(STEPS, Format.JSON, 0, "u"),
            scene.connectorId + ".m2",
            2,
            kept.componentId());
    var all =
        Specs.revised(scene.spec(STEPS, Format.JSON, 0, "t", "u"), kept.componentId(), 3, null);
    var random = new Random(point);
    try (var store = new TestStore(scene)) {
      scene.perform(kept, Step.SCHEMA, 1);
      scene.perform(kept, Step.FULL, 2);
      var main = scene.start(kept, Step.INCREMENTAL, 3, null, Scene.NO_CRASH);
      scene.perform(task, Step.SCHEMA, 1);
      writeOnce(random);
      store.pull();
      scene.perform(task, Step.FULL, 2);
      var death = new Death(point, 1);
      scene.start(task, Step.INCREMENTAL, 3, null, death);
      writeUntil(random, store, () -> death.reached.getCount() == 0);

      var again = scene.start(task, Step.INCREMENTAL, 4, null, Scene.NO_CRASH);
      writeUntil(random, store, () -> again.outcome().isDone());
      assertThat(again.stop()).isNull();
      assertThat(again.context().report).containsEntry("handed over to", kept.componentId());
      death.wakeUp();
      // It did not know of the table, and would leave out what comes for it.
      writeUntil(random, store, () -> main.outcome().isDone());
      assertThat(main.stop()).hasMessageContaining("FENCED");
      var old = scene.start(kept, Step.INCREMENTAL, 4, null, Scene.NO_CRASH);
      assertThat(old.outcome().get(60, TimeUnit.SECONDS)).hasMessageContaining("FENCED");

      var next = scene.start(all, Step.INCREMENTAL, 5, null, Scene.NO_CRASH);
      for (int i = 0; i < 50; i++) {
        writeOnce(random);
        store.pull();
      }
      store.pullAll();
      for (String table : List.of("t", "u")) {
        awaitEqual(table);
        assertNothingTwice(Scene.read(scene.topic(table)));
      }
      assertThat(next.stop()).isNull();
    }
  }

  private void writeUntil(Random random, TestStore store, java.util.function.BooleanSupplier end) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              writeOnce(random);
              store.pull();
              return end.getAsBoolean();
            });
  }

  private void awaitEqual(String table) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(
            () ->
                assertThat(Scene.materialize(Scene.read(scene.topic(table))))
                    .isEqualTo(scene.source(table, "n", "v")));
  }

  private void makeTables() throws SQLException {
    for (String table : List.of("t", "u")) {
      scene.database.execute(
          "create table " + table + " (id bigint primary key, n int, v text)",
          "alter table " + table + " alter v set storage external",
          "insert into "
              + table
              + " select i, 0, case when i % 10 = 0 then repeat(md5(i::text), 100) else 'v' end"
              + " from generate_series(1, 15000) i");
    }
  }

  private void pull(TestStore store, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        store.pull();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(Random random, AtomicBoolean stop) {
    try (var connection = scene.database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        for (int i = random.nextInt(5); i >= 0; i--) {
          statement.execute(change(random));
        }
        if (random.nextInt(20) == 0) {
          connection.rollback();
        } else {
          connection.commit();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeOnce(Random random) throws SQLException {
    scene.database.execute(change(random));
  }

  private static String change(Random random) {
    String table = random.nextBoolean() ? "t" : "u";
    long id = 1 + random.nextInt(16_000);
    return switch (random.nextInt(6)) {
      case 0 -> "delete from " + table + " where id = " + id;
      case 1 ->
          "insert into "
              + table
              + " values ("
              + id
              + ", 0, repeat('"
              + (char) ('a' + random.nextInt(26))
              + "', "
              + (random.nextInt(4) == 0 ? 4000 : 3)
              + ")) on conflict do nothing";
      case 2 -> "update " + table + " set v = 'it''s new', n = n + 1 where id = " + id;
      case 3 -> moveKey(table, id, 1 + random.nextInt(16_000));
      default -> "update " + table + " set n = n + 1 where id = " + id;
    };
  }

  private static String moveKey(String table, long id, long to) {
    return "update %1$s set id = %3$d, n = n + 1 where id = %2$d and not exists (select from %1$s where id = %3$d)"
        .formatted(table, id, to);
  }

  /** Of one transaction's change there is one record per key and kind. */
  static void assertNothingTwice(List<ConsumerRecord<byte[], byte[]>> records) {
    var seen = new HashSet<String>();
    for (var message : records) {
      var value = JSON.readTree(message.value());
      String identity =
          new String(message.key(), UTF_8) + value.path("op").asString() + value.path("tx");
      assertThat(seen.add(identity)).as(identity).isTrue();
    }
  }

  /** Per key, positions never fall. */
  private static void assertVersionsRise(List<ConsumerRecord<byte[], byte[]>> records) {
    var last = new HashMap<String, Long>();
    for (var message : records) {
      var value = JSON.readTree(message.value());
      if (!value.path("op").asString().equals("r")) {
        Long before = last.put(new String(message.key(), UTF_8), value.path("position").asLong());
        assertThat(before == null || before <= value.path("position").asLong()).isTrue();
      }
    }
  }
}
