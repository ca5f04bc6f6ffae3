package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The numbers are those of the protocol in this package's description. */
class ExactApplyCrashIT {
  static final class Killed extends Error {}

  /** Points 1 to 5. A table without a key shows a row twice; the policy stops at any other. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      names = {"BATCH_READ", "DATA_WRITTEN", "CHECKPOINT_WRITTEN", "COMMITTED_UNSEEN", "COMMITTED"})
  void whoDiesHereLosesAndRepeatsNothing(CrashPoint point) throws SQLException {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      var workload = new Workload(log.random);
      for (int round = 0; round < 2; round++) {
        log.log(workload, 25);
        var dying = log.start(ConflictPolicy.STOP, null, dieAt(log, point, 1));
        assertThat(dying.failure()).isInstanceOf(Killed.class);
      }
      log.log(workload, 25);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
    }
  }

  /** Points 2 and 3 of a transaction that goes over in pieces. */
  @Test
  void whoDiesBetweenThePiecesOfATransactionLosesAndRepeatsNothing() throws SQLException {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      log.source.execute(
          "insert into plain select i, i, 'n', repeat('large', 100) from generate_series(1, 60000) i");
      log.log();
      var dying = log.start(ConflictPolicy.STOP, null, dieAt(log, CrashPoint.DATA_WRITTEN, 2));
      assertThat(dying.failure()).isInstanceOf(Killed.class);
      assertThat(log.to.query("select count(*) from plain")).isEqualTo("0");

      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
    }
  }

  /** Points 6 to 10. */
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      names = {"REPLAY_ASKED", "REPLAY_MOVED", "REPLAY_SAID", "REPLAY_PASSED", "REPLAY_END_SAID"})
  void aReplayOutlivesADeathHere(CrashPoint point) throws SQLException {
    var tables = List.of("plain", "uniq", "tree", "compound");
    try (var log = new HandWrittenLog(tables, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 30);
      try (var writer = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(writer);
      }
      Instant from = Instant.EPOCH;
      var dying = log.start(ConflictPolicy.STOP, from, dieAt(log, point, 1));
      assertThat(dying.failure()).isInstanceOf(Killed.class);

      // The kernel asks again for as long as it has not been told that the replay has begun.
      Instant still = dying.run.said.contains("replay started") ? null : from;
      try (var writer = log.start(ConflictPolicy.STOP, still, Failpoint.NONE)) {
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> writer.ended() || writer.run.said.contains("replay completed"));
        log.log(workload, 10);
        log.awaitSame(writer);
      }
      assertThat(log.checkpoint("replay_until")).isEqualTo("null");
    }
  }

  @Test
  void anOlderEpochCommitsNothingAndStops() throws Exception {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      log.log(new Workload(log.random), 10);
      // What a first batch without rows has written by then is no harm.
      var takenOverAt = new AtomicReference<String>();
      var zombie =
          log.start(
              ConflictPolicy.STOP,
              null,
              point -> {
                if (point == CrashPoint.DATA_WRITTEN) {
                  run(log, "update sluice.checkpoint set epoch = 99");
                  takenOverAt.set(offset(log));
                }
              });

      assertThat(zombie.failure())
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.FENCED));
      assertThat(log.to.query("select count(*) from plain")).isEqualTo("0");
      assertThat(offset(log)).isEqualTo(takenOverAt.get());
    }
  }

  private static String offset(HandWrittenLog log) {
    try {
      return log.checkpoint("log_offset");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aNewRunGoesOnWhileTheOldOneHangsInATransaction() throws Exception {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      log.log(new Workload(log.random), 25);
      var hangs = new CountDownLatch(1);
      var wakes = new CountDownLatch(1);
      var old =
          log.start(
              ConflictPolicy.STOP,
              null,
              point -> {
                if (point == CrashPoint.CHECKPOINT_WRITTEN) {
                  hangs.countDown();
                  await(wakes);
                }
              });
      await(hangs);
      try (var young = log.start(ConflictPolicy.STOP)) {
        log.awaitSame(young);
        wakes.countDown();
        assertThat(old.failure()).isInstanceOf(SluiceException.class);
        log.log(new Workload(log.random), 5);
        log.awaitSame(young);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("waited too long");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The process is gone: its connection breaks, and nothing more is done. */
  static Failpoint dieAt(HandWrittenLog log, CrashPoint where, int time) {
    var passed = new AtomicInteger();
    return point -> {
      if (point == where && passed.incrementAndGet() == time) {
        run(
            log,
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname ="
                + " current_database() and application_name like 'sluice w-%'");
        throw new Killed();
      }
    };
  }

  private static void run(HandWrittenLog log, String sql) {
    try {
      log.to.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
