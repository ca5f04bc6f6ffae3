package io.sluice.connector.incremental;

import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.change.Row;
import io.sluice.component.Meter;
import io.sluice.component.ReplayScope;
import io.sluice.component.TaskContext;
import io.sluice.connector.format.RecordFormat;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.Merge;
import io.sluice.connector.position.PositionRecord;
import io.sluice.connector.postgres.SourceConnections;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.SourceRows;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogPrefetch;
import io.sluice.storelog.StoreLogReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The INCREMENTAL step: writes the Store's log until the context is stopping, or the tables are
 * handed over.
 */
public final class IncrementalSynchronization {
  /**
   * What it works with.
   *
   * @param topics the topic of each mapping
   * @param crashPoints told the number of each crash point that is passed
   * @param merge to hand the tables over once they are up to the others; null to go on with them
   */
  public record Parts(
      TaskContext context,
      SourceConnections source,
      RecordFormat format,
      Function<TableMapping, String> topics,
      IntConsumer crashPoints,
      @Nullable Merge merge) {}

  /** A transaction that has whole source transactions only ends at one of these. */
  private static final long BATCH_BYTES = 8L << 20;

  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** A source transaction larger than this, or not whole after this time, is split. */
  private static final long SPLIT_BYTES = 64L << 20;

  private static final long SPLIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How often a position is written that no record goes with. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration IDLE = Duration.ofMillis(100);

  private final Parts parts;
  private final ExactWriter writer;
  private final ChangeRecords records;
  private final Meter meter;
  private final SourceRows sourceRows;
  private PositionRecord.LogPosition position;
  private boolean whole = true;
  private boolean moved;
  private long batchBytes;
  private long batchNanos;
  private long committedNanos = System.nanoTime();

  private IncrementalSynchronization(
      Parts parts,
      ExactWriter writer,
      PositionRecord.LogPosition position,
      SourceRows sourceRows,
      ReplayScope scope) {
    this.parts = parts;
    this.writer = writer;
    this.position = position;
    this.sourceRows = sourceRows;
    this.meter = parts.context().meter();
    var spec = parts.context().spec();
    var routes = new Routes(parts.format(), spec.tables(), parts.topics());
    this.records =
        new ChangeRecords(
            new ChangeRecords.Parts(
                routes,
                writer.positions().chunkRule(),
                this::complete,
                writer::partitions,
                parts.context().meter(),
                scope),
            writer::send);
  }

  /** Runs until the context is stopping, or the tables are handed over. Closes the reader. */
  public static void run(Parts parts, ExactWriter writer, StoreLogReader reader)
      throws InterruptedException {
    try (reader;
        var sourceRows = new SourceRows(parts.source()::open)) {
      boolean wanted = parts.context().replayFrom() != null;
      var before = writer.positions().log();
      // One that is under way is owed all that is left of it.
      boolean owed = before != null && before.replayUntil() != null;
      var scope = wanted && !owed ? parts.context().replayScope() : ReplayScope.all();
      var start = new StartPosition(parts.context(), writer, parts.crashPoints()).find(reader);
      var thread = parts.context().spec().componentId() + "-log";
      try (var log = new LogPrefetch(reader, thread, parts.context().meter()::reachedOffset)) {
        log.start(start.offset(), start.replayUntil() == null ? start.commitPosition() : 0);
        new IncrementalSynchronization(parts, writer, start, sourceRows, scope).loop(log);
      }
    } catch (SQLException e) {
      throw DatabaseRole.SOURCE.failure(e);
    } catch (LogExpiredException e) {
      throw new SluiceException(ErrorCode.LOG_EXPIRED, "the Connector's position", e);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // Failures of the destination come classified already.
      throw new SluiceException(
          ErrorCode.KAFKA_UNAVAILABLE, "the Store's log: " + e.getClass().getSimpleName(), e);
    }
  }

  private @Nullable Row complete(Route route, Row row, long transactionId) {
    sourceRows.after(List.of(transactionId));
    return sourceRows.completed(route.table(), row).orElse(null);
  }

  private void loop(LogPrefetch log) throws InterruptedException {
    meter.reached(position.offset(), position.time());
    endReplay();
    while (!parts.context().stopping()) {
      var entry = log.next(writer.isDirty() && whole ? Duration.ZERO : IDLE);
      if (entry != null) {
        write(entry);
      }
      if (isDue(entry == null)) {
        commit();
      }
      meter.atEnd(!writer.isDirty() && log.isAtEnd());
      if (!isReplaying() && meter.hasCaughtUp()) {
        parts.context().caughtUp(meter.latencyMillis());
        if (isHandedOver()) {
          return;
        }
      }
    }
    if (writer.isDirty() && whole) {
      commit();
    }
  }

  private boolean isHandedOver() {
    var merge = parts.merge();
    return merge != null
        && whole
        && !writer.isDirty()
        && merge.handOver(position, writer.positions().chunks());
  }

  private void write(LogRecord entry) {
    if (batchBytes == 0) {
      batchNanos = System.nanoTime();
    }
    batchBytes += entry.bytes() + 1;
    long commitPosition = position.commitPosition();
    switch (entry.entry()) {
      case LogEntry.Slice slice -> {
        meter.reading(slice.time());
        records.write(slice, isReplaying());
        whole = slice.last();
        commitPosition = slice.commitPosition();
      }
      case LogEntry.Heartbeat beat -> commitPosition = Math.max(commitPosition, beat.position());
    }
    moved = true;
    position =
        new PositionRecord.LogPosition(
            parts.context().epoch(),
            entry.offset() + 1,
            commitPosition,
            entry.entry().time(),
            position.replayUntil());
    if (whole && !writer.isDirty()) {
      // There was nothing to write in it.
      meter.reached(position.offset(), position.time());
    }
  }

  private boolean isReplaying() {
    Long until = position.replayUntil();
    return until != null && position.offset() < until;
  }

  private boolean isDue(boolean nothingWaits) {
    long now = System.nanoTime();
    if (!writer.isDirty()) {
      return moved && whole && now - committedNanos >= QUIET_NANOS;
    }
    if (whole) {
      return nothingWaits || batchBytes >= BATCH_BYTES || now - batchNanos >= BATCH_NANOS;
    }
    return batchBytes >= SPLIT_BYTES || now - batchNanos >= SPLIT_NANOS;
  }

  private void commit() {
    long start = System.nanoTime();
    writer.commit(List.of(position));
    committedNanos = System.nanoTime();
    meter.wrote(Duration.ofNanos(committedNanos - start));
    meter.reached(position.offset(), position.time());
    batchBytes = 0;
    moved = false;
    endReplay();
  }

  /** The mark is cleared only after the end is recorded, so that it is recorded after any crash. */
  private void endReplay() {
    Long until = position.replayUntil();
    if (until != null && position.offset() >= until) {
      parts.crashPoints().accept(7);
      parts.context().replayCompleted();
      position =
          new PositionRecord.LogPosition(
              position.epoch(),
              position.offset(),
              position.commitPosition(),
              position.time(),
              null);
      writer.commit(List.of(position));
    }
  }
}
