package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.SilentProxy;
import io.sluice.postgres.Publication;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a Store's slot goes through, and what the Store makes of it. */
class SlotIT {
  private final Database source = PostgresFixture.database("store");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);

  @Test
  void aQuietSourceIsFreedOfItsLog() throws Exception {
    source.execute("create table t(id int primary key)", "create table other(id int)");
    try (var running = RunningStore.streaming(source, RunningStore.spec(store, "t"))) {
      source.execute("insert into other select generate_series(1, 100000)");
      String position = source.query("select pg_current_wal_lsn()");

      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  source
                      .query(
                          "select confirmed_flush_lsn > '"
                              + position
                              + "'::pg_lsn from pg_replication_slots where slot_name = '"
                              + Publication.name(store)
                              + "'")
                      .equals("t"));
      await().until(() -> running.run.telemetry().earliest() != null);
    }
  }

  @Test
  void aSlotThatIsGoneStopsTheStoreAndIsNotMadeAgain() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    RunningStore.streaming(source, spec).close();
    source.execute("select pg_drop_replication_slot('" + Publication.name(store) + "')");

    var failure = RunningStore.start(source, spec).failure();

    assertThat(failure)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.SLOT_LOST));
    assertThat(
            source.query(
                "select count(*) from pg_replication_slots where slot_name = '"
                    + Publication.name(store)
                    + "'"))
        .isEqualTo("0");
  }

  @Test
  void aSlotThatWasMadeAnewIsNotTrusted() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    RunningStore.streaming(source, spec).close();
    source.execute("select pg_drop_replication_slot('" + Publication.name(store) + "')");
    source.execute("insert into t values (1)");
    source.execute(
        "select pg_create_logical_replication_slot('" + Publication.name(store) + "', 'pgoutput')");

    assertThat(RunningStore.start(source, spec).failure())
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.SLOT_LOST));
  }

  @Test
  void aSlotThatIsDroppedUnderItStopsTheStore() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    var running = RunningStore.streaming(source, spec);

    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                source.execute(
                    "select pg_terminate_backend(active_pid) from pg_replication_slots"
                        + " where slot_name = '"
                        + Publication.name(store)
                        + "'",
                    "select pg_drop_replication_slot('" + Publication.name(store) + "')"));

    var failure = running.failure();
    if (failure instanceof SluiceException first && first.isTransient()) {
      // It noticed the reader's end before the slot's: started again, it has to see the rest.
      failure = RunningStore.start(source, spec).failure();
    }
    assertThat(failure)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.SLOT_LOST));
  }

  @Test
  void aPartitionThatIsTruncatedByItselfStopsTheStoreAndIsNamed() throws Exception {
    source.execute(
        "create table m(id int primary key) partition by range (id)",
        "create table m1 partition of m for values from (0) to (10)",
        "create table m2 partition of m for values from (10) to (20)",
        "insert into m values (1)");
    var running = RunningStore.streaming(source, RunningStore.spec(store, "m"));

    source.execute("truncate m1");

    assertThat(running.failure())
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(ErrorCode.PARTITION_CHANGED);
              assertThat(e.failure().detail()).contains("public.m1 of public.m was truncated");
            });
  }

  @Test
  void aConnectionOverWhichNothingComesAnyMoreIsNoticedAlthoughNobodyClosedIt() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var network = new SilentProxy(source);
        var log = new PulledLog(store)) {
      var running = RunningStore.streaming(network.database(), spec);
      source.execute("insert into t values (1)");
      assertThat(log.transactions(1)).hasSize(1);

      network.silenceReplication();
      source.execute("insert into t values (2)");

      assertThat(running.failure())
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
                assertThat(e.failure().detail()).contains("the connection is dead");
              });
      try (var _ = RunningStore.streaming(source, spec)) {
        assertThat(log.transactions(2).getLast().texts()).containsExactly("INSERT t (2)");
      }
    }
  }

  @Test
  void aReaderThatIsTerminatedIsATransientFault() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    var running = RunningStore.streaming(source, spec);
    source.execute(
        "select pg_terminate_backend(active_pid) from pg_replication_slots where slot_name = '"
            + Publication.name(store)
            + "'");

    assertThat(running.failure())
        .isInstanceOfSatisfying(SluiceException.class, e -> assertThat(e.isTransient()).isTrue());
    RunningStore.streaming(source, spec).close();
  }

  @Test
  void aStoreThatStartsUnderAnOpenTransactionWaitsForItAndSaysForWhich() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var open = source.connect();
        var log = new PulledLog(store)) {
      open.setAutoCommit(false);
      open.createStatement().execute("insert into t values (1)");
      try (var waiting = RunningStore.start(source, spec)) {
        await().atMost(Duration.ofSeconds(60)).until(() -> waitsFor(waiting) != null);
        assertThat(waitsFor(waiting)).contains("transaction of postgres", "open since");

        open.commit();
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting.run.caughtUp);
        assertThat(waitsFor(waiting)).isNull();
        source.execute("insert into t values (2)");

        assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT t (2)");
      }
    }
  }

  @Test
  void whatAStoreLeftHalfMadeIsMadeAgain() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var open = source.connect();
        var maker = source.connect()) {
      open.setAutoCommit(false);
      open.createStatement().execute("insert into t values (1)");
      var orphan =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var create = maker.createStatement()) {
                      create.execute(
                          "select pg_create_logical_replication_slot('%s', 'pgoutput')"
                              .formatted(Publication.name(store)));
                    } catch (SQLException e) {
                      // ended by the Store, as it should be
                    }
                  });
      await().atMost(Duration.ofSeconds(60)).until(() -> slots().equals("1"));

      try (var running = RunningStore.start(source, spec)) {
        await().atMost(Duration.ofSeconds(60)).until(() -> waitsFor(running) != null);
        open.commit();
        await().atMost(Duration.ofSeconds(60)).until(() -> running.run.caughtUp);
      }
      orphan.join();
    }
  }

  @Test
  void aStoreThatWaitsForATransactionCanBeStoppedAndLeavesNobodyWaiting() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var open = source.connect()) {
      open.setAutoCommit(false);
      open.createStatement().execute("insert into t values (1)");
      try (var waiting = RunningStore.start(source, spec)) {
        await().atMost(Duration.ofSeconds(60)).until(() -> waitsFor(waiting) != null);
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> slots().equals("0"));
    }
  }

  private static @Nullable String waitsFor(RunningStore store) {
    return store.run.telemetry().waitsFor();
  }

  private String slots() throws SQLException {
    return source.query(
        "select count(*) from pg_replication_slots where slot_name = '"
            + Publication.name(store)
            + "'");
  }
}
