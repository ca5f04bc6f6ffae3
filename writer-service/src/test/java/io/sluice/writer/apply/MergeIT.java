package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.SyncOptions.DdlPolicy;
import io.sluice.fixture.Specs;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that a writer brings in are handed over to the one that goes on with all. */
class MergeIT {
  private static final List<String> BROUGHT = List.of("uniq");

  private long epoch = 10;

  @ParameterizedTest(name = "{0}")
  @EnumSource(names = {"MERGE_HELD", "MERGE_WRITTEN", "MERGED"})
  void tablesChangeHandsExactlyOnceWhereverTheWriterDies(CrashPoint point) throws SQLException {
    try (var log = new HandWrittenLog(Workload.TABLES, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 25);
      var main = start(log, kept(log), null, Failpoint.NONE);
      awaitBegun(log);
      var dying = start(log, task(log), null, ExactApplyCrashIT.dieAt(log, point, 1));
      awaitEnd(log, workload, dying);
      assertThat(dying.failure()).isInstanceOf(ExactApplyCrashIT.Killed.class);

      main = main.ended() ? start(log, kept(log), null, Failpoint.NONE) : main;
      var again = start(log, task(log), null, Failpoint.NONE);
      awaitEnd(log, workload, again);
      again.close();
      assertThat(again.run.report).containsEntry("handed over to", kept(log).componentId());

      // It did not know of the tables, and would leave out what comes for them.
      awaitEnd(log, workload, main);
      assertFenced(main);
      assertFenced(start(log, kept(log), null, Failpoint.NONE));
      try (var all = start(log, all(log), null, Failpoint.NONE)) {
        log.awaitSame(all);
        log.log(workload, 25);
        log.awaitSame(all);
      }
    }
  }

  @Test
  void aReplayGoesOverTheBeginningOfATableThatCameLater() throws SQLException {
    // A table without a key shows a row twice.
    var tables = List.of("plain", "uniq", "tree", "compound");
    try (var log = new HandWrittenLog(tables, Workload.definitions())) {
      var workload = new Workload(log.random);
      log.log(workload, 25);
      start(log, kept(log), null, Failpoint.NONE);
      awaitBegun(log);
      try (var task = start(log, task(log), null, Failpoint.NONE)) {
        awaitEnd(log, workload, task);
      }
      log.log(workload, 25);
      try (var all = start(log, all(log), Instant.EPOCH, Failpoint.NONE)) {
        Awaitility.await()
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> all.ended() || all.run.said.contains("replay completed"));
        log.log(workload, 10);
        log.awaitSame(all);
      }
    }
  }

  /** The source goes on, so that whoever writes meets something. */
  private static void awaitEnd(HandWrittenLog log, Workload workload, RunningWriter writer) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> {
              log.log(workload, 1);
              return writer.ended();
            });
  }

  private static void awaitBegun(HandWrittenLog log) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(() -> Long.parseLong(log.checkpoint("log_offset")) > 0);
  }

  private static void assertFenced(RunningWriter writer) {
    assertThat(writer.failure())
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.FENCED));
  }

  private RunningWriter start(
      HandWrittenLog log, ComponentSpec spec, @Nullable Instant replayFrom, Failpoint failpoint) {
    return RunningWriter.start(spec, log.from, log.to, ++epoch, replayFrom, failpoint);
  }

  private static ComponentSpec kept(HandWrittenLog log) {
    var kept = log.tables.stream().filter(table -> !BROUGHT.contains(table)).toList();
    return spec(log, kept, "", 2, null);
  }

  private static ComponentSpec task(HandWrittenLog log) {
    return spec(log, BROUGHT, ".m2", 2, kept(log).componentId());
  }

  private static ComponentSpec all(HandWrittenLog log) {
    return spec(log, log.tables, "", 3, null);
  }

  private static ComponentSpec spec(
      HandWrittenLog log,
      List<String> tables,
      String suffix,
      long revision,
      @Nullable String mergesInto) {
    var like = RunningWriter.spec(log.store, tables, ConflictPolicy.STOP, DdlPolicy.SYNCHRONIZE);
    return Specs.revised(like, like.componentId() + suffix, revision, mergesInto);
  }
}
