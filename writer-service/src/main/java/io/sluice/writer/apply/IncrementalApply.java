package io.sluice.writer.apply;

import io.sluice.chunk.ChunkRule;
import io.sluice.component.ReplayScope;
import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.datasource.DataSources;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.SourceRows;
import io.sluice.postgres.SqlFailures;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogPrefetch;
import io.sluice.storelog.LogStart;
import io.sluice.storelog.ReplayStart;
import io.sluice.storelog.StoreLogReader;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.postgres.DestinationSession;
import io.sluice.writer.postgres.InOrderApply;
import io.sluice.writer.postgres.SetApply;
import io.sluice.writer.postgres.TableEvolution;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.checkpoint.Merge;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The incremental step of a JDBCWriter: applies the Store's log to the destination, exactly once.
 *
 * <p>A destination that is down, and a transaction that goes on being refused for a passing reason,
 * are thrown as EXTERNAL: the kernel starts the component again with backoff, and the new run goes
 * on from the checkpoint.
 */
public final class IncrementalApply {
  private final DataSources dataSources;
  private final Map<String, Object> kafka;
  private final Failpoint failpoint;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public IncrementalApply(DataSources dataSources, Map<String, Object> kafka) {
    this(dataSources, kafka, Failpoint.OF_PROCESS);
  }

  IncrementalApply(DataSources dataSources, Map<String, Object> kafka, Failpoint failpoint) {
    this.dataSources = dataSources;
    this.kafka = Map.copyOf(kafka);
    this.failpoint = failpoint;
  }

  /** Returns when the component is to stop, or has handed its tables over. */
  public void run(TaskContext context) throws InterruptedException {
    String id = context.spec().componentId();
    var reader = new StoreLogReader(kafka, context.spec().storeId(), id);
    try (var feed = new LogPrefetch(reader, "log of " + id, context.meter()::reachedOffset)) {
      apply(context, reader, feed);
    } catch (LogExpiredException e) {
      throw new SluiceException(ErrorCode.LOG_EXPIRED, String.valueOf(e.getMessage()), e);
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "reading the Store's log", e);
    }
  }

  private void apply(TaskContext context, StoreLogReader reader, LogPrefetch feed)
      throws InterruptedException {
    Map<TableName, TableName> sources =
        context.spec().tables().stream()
            .collect(Collectors.toMap(TableMapping::target, TableMapping::source));
    var conflicts =
        new Conflicts(
            context.spec().options().conflict(),
            (table, rows) -> context.meter().conflicts(sources.getOrDefault(table, table), rows));
    try (Connection connection = connect(context, DatabaseRole.DESTINATION);
        var source = new SourceRows(() -> connect(context, DatabaseRole.SOURCE))) {
      var claimed = claim(connection, context, reader);
      Checkpoint at = claimed.at();
      String mergesInto = context.spec().mergesInto();
      if (mergesInto != null) {
        context.report(Map.of("handed over to", mergesInto));
      }
      if (at.logOffset() == Checkpoint.MERGED) {
        return;
      }
      var chunks = chunks(connection, context);
      try (var session = DestinationSession.over(connection)) {
        var sets = new SetApply(session, conflicts, source);
        var evolution =
            new TableEvolution(
                session,
                source,
                sets,
                context.spec().componentId(),
                context.spec().options().ddl(),
                () -> StoreLogReader.schemas(kafka, context.spec().storeId()),
                text -> context.log(LogLine.Level.INFO, text));
        var apply =
            new BatchApply(
                new Plans(evolution, context.spec().tables()),
                chunks,
                conflicts,
                source,
                sets,
                new InOrderApply(session, conflicts, source),
                claimed.scope());
        long offset = start(at, reader);
        context.meter().reached(offset, at.sourceTime());
        context.log(LogLine.Level.INFO, "applies the log from offset " + offset);
        var merge =
            mergesInto == null
                ? null
                : new Merge(connection, context.spec(), context.epoch(), mergesInto);
        try (var beside = new AfterCatchUp(context, role -> connect(context, role))) {
          new ApplyRun(context, session, feed, apply, conflicts, failpoint, beside, merge)
              .from(offset, at.commitPosition(), at.replayUntil());
          beside.end();
        }
      }
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.DESTINATION_UNREACHABLE, null);
    }
  }

  /** What was copied of its tables, which has to be all of them. */
  private static ChunkRule chunks(Connection connection, TaskContext context) throws SQLException {
    var spec = context.spec();
    ChunkRecord.forgetAllBut(connection, spec.componentId(), context.epoch(), spec.sourceTables());
    var chunks = ChunkRecord.load(connection, spec.componentId());
    if (spec.options().steps().contains(Step.FULL)) {
      for (TableName table : spec.sourceTables()) {
        var its = chunks.stream().filter(chunk -> chunk.source().equals(table)).toList();
        if (its.isEmpty() || its.stream().anyMatch(chunk -> chunk.copied() == null)) {
          throw new SluiceException(ErrorCode.TABLE_NOT_COPIED, "table " + table);
        }
      }
    }
    return ChunkRecord.rule(chunks, Merge.positions(connection, spec.componentId()));
  }

  /**
   * @param scope what is written of a replay that is under way
   */
  private record Claimed(Checkpoint at, ReplayScope scope) {}

  private Claimed claim(Connection connection, TaskContext context, StoreLogReader reader)
      throws SQLException {
    String id = context.spec().componentId();
    Checkpoint at = Checkpoint.claim(connection, id, context.epoch(), context.spec().revision());
    if (at.logOffset() == Checkpoint.MERGED) {
      return new Claimed(at, ReplayScope.all());
    }
    String log = reader.require(at.logId());
    if (at.logId() == null) {
      Checkpoint.begin(connection, id, context.epoch(), new LogStart(start(at, reader), log));
    }
    Instant replayFrom = context.replayFrom();
    ReplayScope scope = context.replayScope();
    if (replayFrom == null) {
      return new Claimed(at, ReplayScope.all());
    }
    failpoint.reached(CrashPoint.REPLAY_ASKED);
    ReplayStart replay = reader.replayStart(replayFrom, start(at, reader), at.replayUntil());
    Checkpoint.moveForReplay(connection, id, context.epoch(), replay.from(), replay.until());
    failpoint.reached(CrashPoint.REPLAY_MOVED);
    context.replayStarted(replay.from(), replay.until());
    failpoint.reached(CrashPoint.REPLAY_SAID);
    var moved =
        new Checkpoint(
            id,
            at.epoch(),
            replay.from(),
            at.commitPosition(),
            at.sourceTime(),
            replay.until(),
            log);
    // One that was under way before is owed all that is left of it.
    return new Claimed(moved, at.replayUntil() == null ? scope : ReplayScope.all());
  }

  /** Where the log is read from; its beginning for a writer that had no full synchronization. */
  private static long start(Checkpoint at, StoreLogReader reader) {
    return at.logOffset() == Checkpoint.NONE ? reader.firstOffset() : at.logOffset();
  }

  private Connection connect(TaskContext context, DatabaseRole role) {
    String destination = context.spec().destination();
    if (destination == null) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "a writer without a destination");
    }
    return Database.require(
            dataSources, role == DatabaseRole.SOURCE ? context.spec().source() : destination)
        .connect(role, Checkpoint.applicationName(context.spec().componentId(), context.epoch()));
  }
}
