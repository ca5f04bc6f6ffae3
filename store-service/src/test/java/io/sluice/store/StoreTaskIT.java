package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.Publication;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class StoreTaskIT {
  private final Database source = PostgresFixture.database("store");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);

  @Test
  void aRowThatTheLogCannotCarryIsNamedAndItsTableCanBeGivenUp() throws Exception {
    source.execute(
        "create table t(id int primary key, v text)", "create table u(id int primary key)");
    var both = RunningStore.streaming(source, RunningStore.spec(store, "t", "u"));
    source.execute(
        "insert into t select 1, repeat('x', 50 * 1024 * 1024)", "insert into u values (1)");

    assertThat(both.failure())
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.failure().code()).isEqualTo(ErrorCode.ROW_TOO_LARGE);
              assertThat(e.failure().detail()).contains("public.t has 52,");
            });

    try (var log = new PulledLog(store);
        var _ = RunningStore.streaming(source, RunningStore.spec(store, "u"))) {
      assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT u (1)");
    }
  }

  @Test
  void everyTransactionIsInTheLogAsItCommitted() throws Exception {
    source.execute("create table t(id int primary key, name text)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into t values (1, 'Ann'), (2, null)",
          "begin; update t set name = 'Bob' where id = 2; delete from t where id = 1; commit",
          "update t set id = 3 where id = 2",
          "begin; insert into t values (9, 'x'); rollback",
          "truncate t");

      var seen = log.transactions(4);

      assertThat(seen.get(0).texts()).containsExactly("INSERT t (1,Ann)", "INSERT t (2,-)");
      assertThat(seen.get(1).texts()).containsExactly("UPDATE t (2,Bob)", "DELETE t (1,*)");
      assertThat(seen.get(2).texts()).containsExactly("UPDATE t (2,*) (3,Bob)");
      assertThat(seen.get(3).texts()).containsExactly("TRUNCATE t");
    }
  }

  @Test
  void tablesThatAreNotOfTheProjectAreNotRead() throws Exception {
    source.execute("create table t(id int primary key)", "create table other(id int primary key)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into other values (1)",
          "begin; insert into other values (2); insert into t values (2); commit");

      assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT t (2)");
    }
  }

  @Test
  void whatWasCommittedWhileItWasStoppedComesWhenItStartsAgain() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var log = new PulledLog(store)) {
      try (var _ = RunningStore.streaming(source, spec)) {
        source.execute("insert into t values (1)");
        log.transactions(1);
      }
      source.execute("insert into t values (2)");
      try (var _ = RunningStore.streaming(source, spec)) {
        source.execute("insert into t values (3)");

        assertThat(log.transactions(3))
            .extracting(PulledLog.Transaction::texts)
            .map(Object::toString)
            .containsExactly("[INSERT t (1)]", "[INSERT t (2)]", "[INSERT t (3)]");
        assertThat(log.rest(Duration.ofSeconds(1))).hasSize(3);
      }
    }
  }

  @Test
  void anUnchangedLargeValueIsAbsentUnlessTheWholeRowIsTheIdentity() throws Exception {
    source.execute(
        "create table t(id int primary key, n int, large text)",
        "create table f(id int primary key, n int, large text)",
        "alter table t alter large set storage external",
        "alter table f alter large set storage external",
        "alter table f replica identity full");
    String large = "x".repeat(10_000);
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t", "f"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into t values (1, 1, '" + large + "')",
          "insert into f values (1, 1, '" + large + "')",
          "update t set n = 2",
          "update f set n = 2");

      var seen = log.transactions(4);

      assertThat(seen.get(0).texts()).containsExactly("INSERT t (1,1," + large + ")");
      assertThat(seen.get(2).texts()).containsExactly("UPDATE t (1,2,*)");
      assertThat(seen.get(3).texts())
          .containsExactly("UPDATE f (1,1," + large + ") (1,2," + large + ")");
      var columns = seen.get(3).changes().getFirst().table().columns();
      assertThat(columns.get(0).key()).isTrue();
      assertThat(columns.get(1).key()).isFalse();
    }
  }

  @Test
  void aTableThatChangesGetsANewSchema() throws Exception {
    source.execute("create table t(id int primary key, a varchar(5))");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into t values (1, 'a')",
          "begin; insert into t values (2, 'b'); alter table t add b numeric(6,2);"
              + " insert into t values (3, 'c', 1.5); alter table t alter a type varchar(9);"
              + " insert into t values (4, 'd', 2); commit",
          "alter table t drop a",
          "alter table t rename b to z",
          "insert into t values (5, 3)");

      var seen = log.transactions(3);

      assertThat(seen.get(1).texts())
          .containsExactly("INSERT t (2,b)", "INSERT t (3,c,1.50)", "INSERT t (4,d,2.00)");
      var wide = seen.get(1).changes().get(2).table();
      assertThat(wide.columns().get(1).type()).isEqualTo("character varying(9)");
      assertThat(wide.columns().get(2).type()).isEqualTo("numeric(6,2)");
      assertThat(seen.get(2).texts()).containsExactly("INSERT t (5,3.00)");
      var last = seen.get(2).changes().getFirst().table();
      assertThat(last.columns()).extracting("name").containsExactly("id", "z");
      assertThat(last.id()).isGreaterThan(wide.id());
      assertThat(wide.columns()).extracting("number").containsExactly(1, 2, 3);
      assertThat(last.columns()).extracting("number").containsExactly(1, 3);
    }
  }

  @Test
  void aTableThatIsRenamedStopsTheStoreAndLosesNothing() throws Exception {
    source.execute("create table t(id int primary key)", "create table other(id int primary key)");
    var spec = RunningStore.spec(store, "t", "other");
    try (var log = new PulledLog(store)) {
      var running = RunningStore.streaming(source, spec);
      source.execute("insert into t values (1)");
      log.transactions(1);
      source.execute("alter table t rename to u", "insert into u values (2)");
      assertThat(running.failure()).hasMessageContaining("SCHEMA_INCOMPATIBLE");
      assertThat(running.failure()).hasMessageContaining("is called public.u now");

      var again = RunningStore.start(source, spec);
      assertThat(again.failure()).hasMessageContaining("is called public.u now");

      try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "u", "other"))) {
        assertThat(log.transactions(2).getLast().texts()).containsExactly("INSERT u (2)");
      }
    }
  }

  @Test
  void aLargeTransactionComesInSlices() throws Exception {
    source.execute("create table t(id int primary key, name text)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into t select i, repeat('x', 40) from generate_series(1, 100000) i",
          "insert into t values (0, 'small')");

      var seen = log.transactions(2);

      assertThat(seen.getFirst().changes()).hasSize(100_000);
      assertThat(seen.getFirst().slices()).isGreaterThan(5);
      assertThat(seen.getLast().texts()).containsExactly("INSERT t (0,small)");
    }
  }

  @Test
  void aTableThatIsAddedToTheProjectIsReadFromTheNextStartOn() throws Exception {
    source.execute("create table t(id int primary key)", "create table u(id int primary key)");
    try (var log = new PulledLog(store)) {
      RunningStore.streaming(source, RunningStore.spec(store, "t")).close();
      source.execute("insert into u values (1)");
      try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t", "u"))) {
        source.execute("insert into u values (2)", "insert into t values (3)");

        assertThat(log.transactions(2).get(0).texts()).containsExactly("INSERT u (2)");
        assertThat(log.transactions(2).get(1).texts()).containsExactly("INSERT t (3)");
      }
    }
  }

  /** What is written before the table is published is not in the log; a copy has to see it. */
  @Test
  void aTableThatComesLaterIsPublishedOnceWhoWroteItBeforeHasEnded() throws Exception {
    source.execute("create table t(id int primary key)", "create table b(id int primary key)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"))) {
      source.execute("insert into t values (1)");
    }
    try (var early = source.connect();
        var statement = early.createStatement();
        var log = new PulledLog(store)) {
      early.setAutoCommit(false);
      statement.execute("insert into b values (1)");
      try (var running = RunningStore.streaming(source, RunningStore.spec(store, "t", "b"))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    String.valueOf(running.run.telemetry().waitsFor())
                        .contains("the end of a transaction of"));
        assertThat(running.run.published).isFalse();
        statement.execute("insert into b values (2)");
        early.commit();
        await().atMost(Duration.ofSeconds(60)).until(() -> running.run.published);

        source.execute("insert into b values (3)", "insert into t values (2)");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(log.rest(Duration.ofMillis(500)))
                        .extracting(PulledLog.Transaction::texts)
                        .map(Object::toString)
                        .contains("[INSERT b (3)]", "[INSERT t (2)]"));
        assertThat(running.run.said).containsOnlyOnce("published");
      }
    }
  }

  @Test
  void tablesThatInheritAreNotReadUnlessTheProjectHasThem() throws Exception {
    source.execute(
        "create table parent(id int primary key)", "create table child() inherits (parent)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "parent"));
        var log = new PulledLog(store)) {
      source.execute("begin; insert into child values (1); insert into parent values (2); commit");

      assertThat(log.transactions(1).getFirst().texts()).containsExactly("INSERT parent (2)");
    }
  }

  @Test
  void destroyingLeavesNothingAndCanBeRepeated() throws Exception {
    source.execute("create table t(id int primary key)");
    var spec = RunningStore.spec(store, "t");
    try (var log = new PulledLog(store)) {
      try (var _ = RunningStore.streaming(source, spec)) {
        source.execute("insert into t values (1)");
        log.transactions(1);
      }
    }

    RunningStore.destroy(source, spec);
    RunningStore.destroy(source, spec);

    assertThat(
            source.query(
                "select count(*) from pg_replication_slots where slot_name = '"
                    + Publication.name(store)
                    + "'"))
        .isEqualTo("0");
    assertThat(source.query("select count(*) from pg_publication")).isEqualTo("0");
    try (var admin = Admin.create(KafkaFixture.client())) {
      assertThat(admin.listTopics().names().get()).doesNotContain(Topics.storeLog(store));
    }
  }
}
