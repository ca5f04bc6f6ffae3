package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.change.LogEntry;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableName;
import io.sluice.contract.Topics;
import io.sluice.fixture.KafkaFixture;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class IncrementalApplyIT {
  private static final List<String> KEYED = List.of("plain", "uniq", "tree", "compound");

  @Test
  void itFollowsTheLogAndSaysWhenItHasCaughtUp() throws SQLException {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 50);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        for (int round = 0; round < 10; round++) {
          log.log(workload, 20);
          log.awaitSame(writer);
        }
        await().until(() -> writer.run.caughtUp);
        await().until(() -> rows(writer) > 0 && latency(writer) == 0);
      }
    }
  }

  @Test
  void aTransactionThatDoesNotFitInMemoryAppearsAtOnce() throws SQLException {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      log.source.execute(
          "insert into plain select i, i, 'n', repeat('large', 40) from generate_series(1, 200000) i");
      log.log();
      log.source.execute(
          "update plain set a = a + 1 where id % 4 = 0", "delete from plain where id % 5 = 0");
      log.log();
      var pieces = new AtomicInteger();
      var commits = new AtomicInteger();
      var running = new AtomicReference<RunningWriter>();
      var told = new ConcurrentSkipListSet<String>();
      try (var writer =
          log.start(
              ConflictPolicy.STOP,
              null,
              point -> {
                pieces.addAndGet(point == CrashPoint.DATA_WRITTEN ? 1 : 0);
                commits.addAndGet(point == CrashPoint.COMMITTED ? 1 : 0);
                if (running.get() != null) {
                  told.add(String.valueOf(running.get().run.telemetry().waitsFor()));
                }
              })) {
        running.set(writer);
        log.awaitSame(writer);
        assertThat(told).anyMatch(text -> text.contains("changes of it are in hand"));
        assertThat(writer.run.telemetry().waitsFor()).isNull();
      }
      assertThat(pieces.get()).isGreaterThan(commits.get() + 3);
    }
  }

  @Test
  void everyTypeArrivesAsItWas() throws SQLException {
    String table =
        """
        create table types (
          id uuid primary key, i2 smallint, i8 bigint, f4 real, f8 double precision, n numeric,
          n2 numeric(12,2), b boolean, t text, v varchar(5), c char(5), by bytea, d date, tm time(3),
          tz timetz, ts timestamp, tsz timestamptz, iv interval, j json, jb jsonb, x xml, ia int[],
          ta text[], e mood, r int4range, mr datemultirange, net inet, mac macaddr, bits bit(4),
          vb bit varying(9), p point, bo box, tsv tsvector, ci "Domain One", money_ money,
          g bigint generated always as identity, s int generated always as (i2 * 2) stored)
        """;
    try (var log =
        new HandWrittenLog(
            List.of("types"),
            "create type mood as enum ('sad', 'so so', 'it''s ok')",
            "create domain \"Domain One\" as text check (value <> '')",
            table)) {
      String row =
          """
          insert into types (id, i2, i8, f4, f8, n, n2, b, t, v, c, by, d, tm, tz, ts, tsz, iv, j,
            jb, x, ia, ta, e, r, mr, net, mac, bits, vb, p, bo, tsv, ci, money_)
          select gen_random_uuid(), -32768, 9223372036854775807, 'NaN', '-Infinity',
            repeat('9', 2000)::numeric / 7, 1.005, true, E'tab\\t nl\\n back\\\\ "q" {x} é \\u00e9', 'ab ', 'ab', '\\x00ff0a5c',
            '4713-01-01 BC', '23:59:59.999', '12:00+05:30', 'infinity', '0044-03-15 12:00:00+00 BC',
            '-1 year 3 days -04:05:06.7', '{"a" :  1, "a": 2}', '{"b": [1, null]}', '<a>&lt;</a>',
            '{{1,2},{3,NULL}}', array['a,b', null, '', 'NULL', E'\\\\"'], 'it''s ok', 'empty',
            '{[2020-01-01,2021-01-01)}', '10.1.2.3/24', '08:00:2b:01:02:03', '1010', '101',
            '(1,2)', '(2,2),(1,1)', 'a:1 b:2A', 'x', 12.5
            from generate_series(1, %d)
          """;
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.source.execute(row.formatted(3), "insert into types (id) values (gen_random_uuid())");
        log.log();
        log.awaitSame(writer);
        log.source.execute(row.formatted(400));
        log.log();
        log.awaitSame(writer);
        log.source.execute("update types set t = t || 'x', by = by || by, ta = null, i2 = 7");
        log.log();
        log.awaitSame(writer);
        log.source.execute(
            "update types set id = gen_random_uuid() where ia is null",
            "delete from types where i2 = 7 and t is not null");
        log.log();
        log.awaitSame(writer);
      }
    }
  }

  @Test
  void aReplayAppliesAgainFromTheGivenTimeAndEnds() throws SQLException {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 40);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      log.to.execute("delete from plain", "update uniq set b = 'spoilt'", "delete from tree");
      try (var writer = log.start(ConflictPolicy.STOP, Instant.EPOCH, Failpoint.NONE)) {
        await().until(() -> writer.run.said.contains("replay completed"));
        assertThat(writer.run.said).containsSubsequence("replay started", "replay completed");
        log.awaitSame(writer);
        log.log(workload, 5);
        log.awaitSame(writer);
      }
    }
  }

  @RepeatedTest(4)
  void aReplayWithAnEndWritesThatPartAgainAndLeavesNoRowOlderThanItWas() throws Exception {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 25);
      Instant from = between();
      log.log(workload, 15);
      Instant until = between();
      log.log(workload, 25);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      var tables = log.random.nextBoolean() ? null : List.of(new TableName("public", "plain"));
      try (var writer = log.replay(from, until, tables, Failpoint.NONE)) {
        await().until(() -> writer.run.said.contains("replay completed"));
        log.awaitSame(writer);
        log.log(workload, 5);
        log.awaitSame(writer);
      }
    }
  }

  @Test
  void ofAReplayWithAnEndRowsThatItDoesNotTouchAreLeftAlone() throws Exception {
    try (var log =
        new HandWrittenLog(List.of("t"), "create table t (id int primary key, v text)")) {
      log.source.execute("insert into t values (1, 'a'), (2, 'a'), (3, 'a')");
      log.log();
      Instant from = between();
      log.source.execute("update t set v = 'b' where id = 1");
      log.log();
      Instant until = between();
      log.source.execute("update t set v = 'c' where id in (1, 2)");
      log.log();
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      log.to.execute("update t set v = 'spoilt'");
      try (var writer = log.replay(from, until, null, Failpoint.NONE)) {
        await().until(() -> writer.run.said.contains("replay completed"));
      }
      assertThat(log.to.query("select string_agg(id || v, ',' order by id) from t"))
          .isEqualTo("1c,2spoilt,3spoilt");
    }
  }

  @Test
  void aDeathInTheMiddleOfOneMakesTheRestOfItWhole() throws Exception {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 10);
      Instant from = between();
      log.log(workload, 15);
      Instant until = between();
      log.log(workload, 15);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      var death = ExactApplyCrashIT.dieAt(log, CrashPoint.REPLAY_SAID, 1);
      assertThat(log.replay(from, until, null, death).failure()).isNotNull();
      try (var writer = log.start(ConflictPolicy.STOP)) {
        await().until(() -> writer.run.said.contains("replay completed"));
        log.awaitSame(writer);
      }
    }
  }

  /** A time before which all that is logged was committed, and after which nothing is yet. */
  private static Instant between() throws InterruptedException {
    Instant now = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS).plusMillis(1);
    await().pollInterval(Duration.ofMillis(1)).until(() -> Instant.now().isAfter(now));
    return now;
  }

  @Test
  void aLogThatWasMadeAnewIsNotTakenForTheOldOne() throws Exception {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      log.log(new Workload(log.random), 5);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      log.to.execute("update sluice.checkpoint set log_id = 'another'");

      assertThat(log.start(ConflictPolicy.STOP).failure())
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.LOG_REPLACED));
    }
  }

  @Test
  void aCheckpointOfAnEarlierBuildIsCarriedOver() throws Exception {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 5);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      log.to.execute("alter table sluice.checkpoint drop column log_id");

      log.log(workload, 5);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      assertThat(log.checkpoint("log_id")).isNotEqualTo("null");
    }
  }

  @Test
  void whatTheLogHasLostIsSaid() throws Exception {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      log.log(new Workload(log.random), 5);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      log.log(new Workload(log.random), 5);
      log.log(new Workload(log.random), 5);
      try (var admin = Admin.create(KafkaFixture.client())) {
        admin
            .deleteRecords(
                Map.of(
                    new TopicPartition(Topics.storeLog(log.store), 0),
                    RecordsToDelete.beforeOffset(log.end() - 1)))
            .all()
            .get();
      }

      assertThat(log.start(ConflictPolicy.STOP).failure())
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.LOG_EXPIRED));
    }
  }

  @Test
  void aLockThatSomebodyHoldsForAMomentIsWaitedForAndADeadlockTriedAgain() throws SQLException {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      log.log(new Workload(log.random), 20);
      var deadlocks = new AtomicInteger();
      try (var writer =
          log.start(
              ConflictPolicy.STOP,
              null,
              point -> {
                if (point == CrashPoint.CHECKPOINT_WRITTEN && deadlocks.incrementAndGet() == 1) {
                  throw sneaky(new SQLException("deadlock detected", "40P01"));
                }
              })) {
        log.awaitSame(writer);
      }
      assertThat(deadlocks.get()).isGreaterThan(1);
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable e) throws E {
    throw (E) e;
  }

  @Test
  void anIdleSourcesHeartbeatsKeepItsLatencyNearZero() throws SQLException {
    try (var log = new HandWrittenLog(KEYED, Workload.definitions())) {
      try (var writer = log.start(ConflictPolicy.STOP)) {
        await()
            .atMost(Duration.ofSeconds(90))
            .until(
                () -> {
                  log.log(new LogEntry.Heartbeat(5, Instant.now()));
                  return writer.run.caughtUp && latency(writer) == 0;
                });
      }
    }
  }

  private static long rows(RunningWriter writer) {
    return writer.run.telemetry().rows();
  }

  private static long latency(RunningWriter writer) {
    return writer.run.meter().latencyMillis();
  }
}
