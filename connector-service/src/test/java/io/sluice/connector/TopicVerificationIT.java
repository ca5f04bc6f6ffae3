package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.Format;
import io.sluice.contract.TableComparison;
import io.sluice.fixture.KafkaFixture;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class TopicVerificationIT {
  private final Scene scene = new Scene();

  private static ComponentSpec verifier(ComponentSpec connector, boolean followed) {
    return new ComponentSpec(
        ComponentKind.CONNECTOR.verifierFor(connector.projectId(), 1),
        connector.kind(),
        connector.projectId(),
        connector.projectName(),
        connector.region(),
        connector.storeId(),
        connector.source(),
        connector.destination(),
        connector.tables(),
        connector.options().verifying(followed, 2, 0),
        null,
        null);
  }

  private List<TableComparison> verify(ComponentSpec connector, boolean followed)
      throws InterruptedException {
    return scene.perform(verifier(connector, followed), Step.VERIFY, 1).comparisons;
  }

  private static List<String> told(TableComparison found) {
    return found.differences().stream()
        .map(one -> one.kind() + " " + one.key() + " " + one.columns())
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void theLastRecordOfEachKeyIsComparedWithTheSource(Format format) throws Exception {
    scene.database.execute(
        """
        create table t (id bigint, part varchar(20), v text, n numeric, b bytea, at timestamptz,
          primary key (id, part))
        """,
        "insert into t select i, 'it''s ' || i, 'v', i, '\\x00ff', now() from generate_series(1, 3000) i",
        "create table keyless (a int)",
        "alter table keyless replica identity full",
        "create table odd (k bytea primary key)");
    var spec = scene.spec(EnumSet.of(Step.SCHEMA, Step.FULL), format, 0, "t", "keyless", "odd");
    scene.perform(spec, Step.SCHEMA, 1);
    scene.perform(spec, Step.FULL, 2);
    assertThat(verify(spec, false)).allMatch(one -> one.found() == 0 && one.unsettled() == 0);

    scene.database.execute(
        "delete from t where id = 2",
        "update t set v = '' where id = 3",
        "update t set n = 4.0, b = null where id = 4",
        "insert into t values (5000, 'new')");
    produce("{\"id\":1,\"part\":\"it's 1\"}", "{\"op\":\"d\",\"after\":null}");
    var found = verify(spec, false);
    assertThat(told(found.getFirst()))
        .containsExactly(
            "DIFFERENT [3, it's 3] [v]",
            "DIFFERENT [4, it's 4] [n, b]",
            "EXTRA [2, it's 2] []",
            "MISSING [1, it's 1] []",
            "MISSING [5000, new] []");
    assertThat(found.getFirst().compared()).isEqualTo(3000);
    assertThat(found.get(1).remark()).contains("no key");
    assertThat(found.get(2).remark()).contains("bytea");
  }

  private void produce(String key, String value) {
    var settings = new java.util.HashMap<>(KafkaFixture.client());
    settings.put("key.serializer", ByteArraySerializer.class);
    settings.put("value.serializer", ByteArraySerializer.class);
    try (var producer = new KafkaProducer<byte[], byte[]>(settings)) {
      var _ =
          producer.send(
              new ProducerRecord<>(scene.topic("t"), key.getBytes(UTF_8), value.getBytes(UTF_8)));
    }
  }

  @Test
  void nothingIsFoundWhereNothingDiffersHoweverMuchChanges() throws Exception {
    scene.database.execute(
        "create table t (id bigint primary key, v text, n int)",
        "alter table t alter v set storage external",
        "insert into t select i, repeat('x', 3000), 0 from generate_series(1, 500) i");
    var steps = EnumSet.of(Step.SCHEMA, Step.LOG_PULL, Step.FULL, Step.INCREMENTAL);
    var spec = scene.spec(steps, Format.JSON, 0, "t");
    try (var store = new TestStore(scene)) {
      scene.perform(spec, Step.SCHEMA, 1);
      scene.perform(spec, Step.FULL, 2);
      var ending = new AtomicBoolean();
      var load = Thread.ofPlatform().start(() -> load(store, ending));
      var connector = scene.start(spec, Step.INCREMENTAL, 3, null, Scene.NO_CRASH);
      for (int i = 0; i < 3; i++) {
        var found = verify(spec, true).getFirst();
        assertThat(found.found() + found.unsettled()).as(told(found).toString()).isZero();
        assertThat(found.compared()).isPositive();
      }
      ending.set(true);
      load.join();
      awaitWritten(store);
      var idle = new AtomicBoolean();
      var beats = Thread.ofPlatform().start(() -> beat(store, idle));
      produce("{\"id\":-1}", "{\"op\":\"c\",\"after\":{\"id\":-1,\"v\":\"\",\"n\":1}}");
      assertThat(told(verify(spec, true).getFirst())).containsExactly("EXTRA [-1] []");
      idle.set(true);
      beats.join();
      assertThat(connector.stop()).isNull();
    }
  }

  /** The last truncation of the load would take the row that no source has with it. */
  private void awaitWritten(TestStore store) throws SQLException {
    scene.database.execute("insert into t values (-2, 'last', 0)");
    store.pullAll();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                Scene.read(scene.topic("t")).stream()
                    .anyMatch(
                        record -> Arrays.equals(record.key(), "{\"id\":-2}".getBytes(UTF_8))));
  }

  /** As a Store whose source is idle. */
  private static void beat(TestStore store, AtomicBoolean ending) {
    try {
      while (!ending.get()) {
        store.beat();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Large values that are not changed are not in the log. */
  private void load(TestStore store, AtomicBoolean ending) {
    var random = new Random(7);
    try {
      while (!ending.get()) {
        for (int i = 0; i < 20; i++) {
          int id = 1 + random.nextInt(500);
          scene.database.execute(
              random.nextInt(50) == 0
                  ? "truncate t"
                  : random.nextBoolean()
                      ? "update t set n = n + 1 where id = " + id
                      : "insert into t values (%d, repeat('y', 3000), 1) on conflict (id) do update set v = excluded.v"
                          .formatted(id));
        }
        store.pull();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
