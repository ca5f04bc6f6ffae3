package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.component.ReplayScope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.Format;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.RecordedRun;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ReplayIT {
  private static final Set<Step> STEPS = EnumSet.of(Step.LOG_PULL, Step.INCREMENTAL);

  private final Scene scene = new Scene();

  @Test
  void aReplayWritesAgainFromTheFirstChangeAtTheTime() throws Exception {
    try (var store = new TestStore(scene)) {
      Instant middle = writeTenAndTen(store);
      runUntilWritten(1, null, 20);

      var replayed = runUntilWritten(2, middle, 30);
      assertThat(replayed.said.getFirst()).startsWith("replay started");
      assertThat(replayed.said).contains("replay completed");
      assertThat(values().stream().filter(v -> v.contains("\"v\":\"late\""))).hasSize(20);

      var after = runUntilWritten(3, null, 30);
      assertThat(after.said).isEmpty();
    }
  }

  @Test
  void aReplayWithAnEndWritesThatPartAgain() throws Exception {
    try (var store = new TestStore(scene)) {
      Instant middle = writeTenAndTen(store);
      runUntilWritten(1, null, 20);

      scene.replayScope = ReplayScope.of(middle, null);
      runUntilWritten(2, store.begin(), 30);
      assertThat(values().stream().filter(v -> v.contains("\"v\":\"early\""))).hasSize(20);
      assertThat(values().stream().filter(v -> v.contains("\"v\":\"late\""))).hasSize(10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void aDeathDuringAReplayLeavesItToBeFinished(int point) throws Exception {
    try (var store = new TestStore(scene)) {
      Instant middle = writeTenAndTen(store);
      runUntilWritten(1, null, 20);
      var death = new Death(point, 1);
      scene.start(spec(), Step.INCREMENTAL, 2, middle, death);
      assertThat(death.reached.await(30, TimeUnit.SECONDS)).isTrue();
      // The kernel asks for the replay again until it is told that it has begun.
      var next = runUntilWritten(3, point == 6 ? middle : null, 30);

      assertThat(next.said).contains("replay completed");
    }
  }

  @Test
  void aReplayFromAheadOfWhatIsWrittenSkipsNothing() throws Exception {
    try (var store = new TestStore(scene)) {
      Instant middle = writeTenAndTen(store);

      runUntilWritten(1, middle, 20);
    }
  }

  @Test
  void aTimeThatTheLogHasNotIsRefused() throws Exception {
    try (var store = new TestStore(scene)) {
      writeTenAndTen(store);
      var running =
          scene.start(spec(), Step.INCREMENTAL, 1, Instant.now().plusSeconds(3600), Scene.NO_CRASH);
      assertCode(running.outcome().get(30, TimeUnit.SECONDS), ErrorCode.REPLAY_OUT_OF_RANGE);
    }
  }

  @Test
  void aPositionThatTheLogHasLostStopsWithACode() throws Exception {
    try (var store = new TestStore(scene)) {
      writeTenAndTen(store);
      runUntilWritten(1, null, 20);
      scene.database.execute("insert into t values (100, 'x')");
      store.pullAll();
      scene.database.execute("insert into t values (101, 'x')");
      store.pullAll();
      try (var admin = Admin.create(KafkaFixture.client())) {
        var log = new TopicPartition(Topics.storeLog(scene.storeId), 0);
        admin.deleteRecords(Map.of(log, RecordsToDelete.beforeOffset(-1))).all().get();
      }
      var running = scene.start(spec(), Step.INCREMENTAL, 2, null, Scene.NO_CRASH);
      assertCode(running.outcome().get(30, TimeUnit.SECONDS), ErrorCode.LOG_EXPIRED);
    }
  }

  @Test
  void aKeyChangeIsADeletionAndACreationAndATruncateGoesToEveryPartition() throws Exception {
    scene.database.execute(
        "create table t (id bigint primary key, v text)",
        "alter table t alter v set storage external");
    try (var store = new TestStore(scene)) {
      scene.perform(spec(), Step.SCHEMA, 1);
      scene.database.execute(
          "insert into t values (1, repeat('x', 5000))",
          "update t set id = 2",
          "truncate t",
          "insert into t values (3, null)");
      store.pullAll();
      // The row under its new key is gone at the source before its TOAST value can be looked up.
      runUntilWritten(2, null, 6);

      var all = values();
      assertThat(all.stream().filter(v -> v.contains("\"op\":\"t\""))).hasSize(3);
      assertThat(all)
          .anyMatch(v -> v.contains("\"op\":\"d\"") && v.contains("\"before\":{\"id\":1}"));
      assertThat(Scene.materialize(Scene.read(scene.topic("t"))).keySet())
          .containsExactly("{\"id\":3}");
    }
  }

  @Test
  void debeziumsFormatHasATombstoneAfterADeletion() throws Exception {
    scene.database.execute("create table t (id bigint primary key, v text)");
    try (var store = new TestStore(scene)) {
      var spec = scene.spec(STEPS, Format.DEBEZIUM, 0, "t");
      scene.perform(spec, Step.SCHEMA, 1);
      scene.database.execute("insert into t values (1, 'a')", "delete from t");
      store.pullAll();
      var running = scene.start(spec, Step.INCREMENTAL, 2, null, Scene.NO_CRASH);
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> Scene.read(scene.topic("t")).size() == 3 && running.context().caughtUp);
      assertThat(running.stop()).isNull();

      var records = Scene.read(scene.topic("t"));
      assertThat(records).hasSize(3);
      assertThat(new String(records.get(0).value(), UTF_8)).contains("\"op\":\"c\"");
      assertThat(new String(records.get(1).value(), UTF_8)).contains("\"op\":\"d\"");
      assertThat(records.get(2).value()).isNull();
    }
  }

  private io.sluice.contract.ComponentSpec spec() {
    return scene.spec(STEPS, Format.JSON, 0, "t");
  }

  /** Ten changes, a time, ten changes. */
  private Instant writeTenAndTen(TestStore store) throws SQLException, InterruptedException {
    scene.database.execute("create table t (id bigint primary key, v text)");
    scene.perform(spec(), Step.SCHEMA, 1);
    for (int i = 0; i < 10; i++) {
      scene.database.execute("insert into t values (" + i + ", 'early')");
    }
    store.pull();
    scene.database.execute("select pg_sleep(0.05)");
    Instant middle = Instant.now();
    for (int i = 10; i < 20; i++) {
      scene.database.execute("insert into t values (" + i + ", 'late')");
    }
    store.pullAll();
    return middle;
  }

  private RecordedRun runUntilWritten(long epoch, @Nullable Instant from, int records) {
    var running = scene.start(spec(), Step.INCREMENTAL, epoch, from, Scene.NO_CRASH);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> running.outcome().isDone() || isWritten(running.context(), records));
    assertThat(running.stop()).isNull();
    assertThat(values()).hasSize(records);
    return running.context();
  }

  private boolean isWritten(RecordedRun context, int records) {
    boolean replayed =
        context.said.stream().noneMatch(fact -> fact.startsWith("replay started"))
            || context.said.contains("replay completed");
    return context.caughtUp && replayed && values().size() == records;
  }

  private List<String> values() {
    return Scene.read(scene.topic("t")).stream().map(m -> new String(m.value(), UTF_8)).toList();
  }

  private static void assertCode(@Nullable Throwable end, ErrorCode code) {
    assertThat(end)
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.failure().code()).isEqualTo(code));
  }
}
