package io.sluice.writer.apply;

import static org.awaitility.Awaitility.await;

import io.sluice.change.LogEntry;
import io.sluice.component.ReplayScope;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.SyncOptions.DdlPolicy;
import io.sluice.contract.TableName;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.storelog.StoreLogReader;
import io.sluice.storelog.StoreLogTopic;
import io.sluice.storelog.StoreLogWriter;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A source, its log and a destination; the log is written when the test says so. */
final class HandWrittenLog implements AutoCloseable {
  final long seed = Long.getLong("sluice.seed", System.nanoTime());
  final Random random = new Random(seed);
  final Database from = PostgresFixture.database("source");
  final Database to = PostgresFixture.database("destination");
  final CapturedSource source;
  final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);
  final List<String> tables;
  private final StoreLogWriter log;
  private long epoch;

  HandWrittenLog(List<String> tables, String... definitions) throws SQLException {
    System.out.println("seed " + seed + " (repeat with -Dsluice.seed=" + seed + ")");
    this.tables = tables;
    this.source = new CapturedSource(from, random);
    source.execute(definitions);
    to.execute(definitions);
    for (String table : tables) {
      source.capture(table);
    }
    StoreLogTopic.ensure(KafkaFixture.client(), store, Duration.ofDays(36_500));
    log = new StoreLogWriter(KafkaFixture.client(), store);
  }

  /** Logs what was committed at the source since the last time. */
  void log() throws SQLException {
    List<LogEntry.Slice> slices = source.take();
    if (!slices.isEmpty()) {
      log.write(slices.toArray(LogEntry[]::new));
    }
  }

  void log(LogEntry... entries) {
    log.write(entries);
  }

  void log(Workload workload, int transactions) throws SQLException {
    for (int i = 0; i < transactions; i++) {
      source.attempt(workload.transaction());
    }
    log();
  }

  RunningWriter start(ConflictPolicy conflict) {
    return start(conflict, null, Failpoint.NONE);
  }

  RunningWriter start(DdlPolicy ddl) {
    return RunningWriter.start(
        RunningWriter.spec(store, tables, ConflictPolicy.STOP, ddl),
        from,
        to,
        ++epoch,
        null,
        Failpoint.NONE);
  }

  RunningWriter start(ConflictPolicy conflict, @Nullable Instant replayFrom, Failpoint failpoint) {
    return RunningWriter.start(
        RunningWriter.spec(store, tables, conflict, DdlPolicy.SYNCHRONIZE),
        from,
        to,
        ++epoch,
        replayFrom,
        failpoint);
  }

  /** A replay of what was committed from one time to another, and of these tables alone. */
  RunningWriter replay(
      Instant from, Instant until, @Nullable List<TableName> tables, Failpoint at) {
    var spec = RunningWriter.spec(store, this.tables, ConflictPolicy.STOP, DdlPolicy.SYNCHRONIZE);
    var run = new RecordedRun(Step.INCREMENTAL, ++epoch, spec, from);
    run.replayScope = ReplayScope.of(until, tables);
    return RunningWriter.start(run, this.from, to, at);
  }

  String checkpoint(String column) throws SQLException {
    return to.query(
        "select max("
            + column
            + ") from sluice.checkpoint where component_id = 'w-"
            + store.substring(2)
            + "'");
  }

  long end() {
    try (var reader = new StoreLogReader(KafkaFixture.client(), store)) {
      return reader.endOffset();
    }
  }

  /** Until all that is in the log is applied; then both must be the same. */
  void awaitSame(RunningWriter writer) throws SQLException {
    long end = lastEntry();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> writer.ended() || offset() > end);
    if (writer.ended()) {
      throw new AssertionError(writer.failure());
    }
    Applied.assertSame(from, to, tables);
  }

  private long offset() throws SQLException {
    String exists = to.query("select to_regclass('sluice.checkpoint')");
    if (exists.equals("null")) {
      return -1;
    }
    String offset = checkpoint("log_offset");
    return offset.equals("null") ? -1 : Long.parseLong(offset);
  }

  private long lastEntry() {
    try (var reader = new StoreLogReader(KafkaFixture.client(), store)) {
      reader.seek(0);
      long last = -1;
      for (var read = reader.poll(Duration.ofSeconds(5));
          !read.isEmpty();
          read = reader.poll(Duration.ofMillis(200))) {
        last = read.getLast().offset();
      }
      return last;
    }
  }

  @Override
  public void close() throws SQLException {
    log.close();
    source.close();
  }
}
