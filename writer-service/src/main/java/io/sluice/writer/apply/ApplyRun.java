package io.sluice.writer.apply;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.component.Meter;
import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.SqlFailures;
import io.sluice.storelog.LogPrefetch;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import io.sluice.writer.plan.Batch;
import io.sluice.writer.plan.Batching;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.plan.Written;
import io.sluice.writer.postgres.DestinationSession;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.Merge;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One run of incremental synchronization: takes batches from the log and commits them, each with
 * the checkpoint behind it. The numbers of its {@link CrashPoint}s are those of the package's
 * description.
 */
final class ApplyRun {
  private static final Duration WAIT = Duration.ofMillis(50);

  /**
   * An idle source moves the checkpoint this often, so that the log's retention cannot pass it and
   * who waits for a position need not wait long.
   */
  private static final Duration IDLE_CHECKPOINT = Duration.ofSeconds(2);

  private static final Retry AGAIN =
      Retry.of(
          "apply",
          RetryConfig.custom()
              .maxAttempts(4)
              .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(100, 3.0))
              .retryOnException(SqlFailures::isPassing)
              .build());

  private final TaskContext context;
  private final DestinationSession session;
  private final LogPrefetch feed;
  private final BatchApply apply;
  private final Conflicts conflicts;
  private final Meter meter;
  private final Failpoint failpoint;
  private final AfterCatchUp beside;
  private final @Nullable Merge merge;
  private final Batching batching = new Batching();

  /** Written in the open transaction of the destination. */
  private Written open = Written.NOTHING;

  /** Read, and for the next batch. */
  private @Nullable LogRecord ahead;

  /** The last that is committed. */
  private @Nullable Batch last;

  private @Nullable Long replayUntil;
  private long checkpointed = System.nanoTime();

  ApplyRun(
      TaskContext context,
      DestinationSession session,
      LogPrefetch feed,
      BatchApply apply,
      Conflicts conflicts,
      Failpoint failpoint,
      AfterCatchUp beside,
      @Nullable Merge merge) {
    this.context = context;
    this.session = session;
    this.feed = feed;
    this.apply = apply;
    this.conflicts = conflicts;
    this.meter = context.meter();
    this.failpoint = failpoint;
    this.beside = beside;
    this.merge = merge;
  }

  /**
   * Goes on from here until the component is to stop, or has handed its tables over; what is not
   * committed then is given up.
   */
  void from(long offset, long after, @Nullable Long until) throws InterruptedException {
    try {
      follow(offset, after, until);
    } catch (SQLException e) {
      var table = apply.writing();
      throw SqlFailures.classify(e, ErrorCode.DESTINATION_UNREACHABLE, table).about(table);
    } catch (SluiceException e) {
      throw e.about(apply.writing());
    }
  }

  private void follow(long offset, long after, @Nullable Long until)
      throws SQLException, InterruptedException {
    replayUntil = until;
    conflicts.replay(until == null ? Conflicts.Replay.OVER : Conflicts.Replay.UNDER_WAY);
    endReplay(offset);
    feed.start(offset, until == null ? after : 0);
    while (!context.stopping()) {
      Batch batch = next();
      meter.atEnd(drained());
      if (batch != null && (batch.hasChanges() || open.batches() > 0)) {
        write(batch);
      } else if (batch != null) {
        heartbeat(batch);
      }
      sayCaughtUp();
      if (open.batches() == 0) {
        if (merge != null && handedOver(merge)) {
          return;
        }
        beside.look();
      }
    }
    session.rollback();
  }

  private boolean drained() {
    return feed.isAtEnd() && ahead == null;
  }

  /**
   * All that is ready, up to the size of a batch, or to the end of a replay; waits a moment when
   * nothing is. A transaction in which a table has a new shape begins a batch: should it have to
   * wait for somebody to alter the destination, then what came before is written, which would not
   * fit any more.
   */
  private @Nullable Batch next() throws SQLException, InterruptedException {
    LogRecord entry = ahead == null ? feed.next(WAIT) : ahead;
    ahead = null;
    while (entry != null) {
      boolean beyond = isBeyondReplay(entry);
      if (beyond && batching.isEmpty()) {
        endReplay(entry.offset());
      }
      if (!batching.isEmpty() && (beyond || apply.bringsNewShape(entry.entry()))) {
        ahead = entry;
        return batching.take();
      }
      batching.add(entry);
      if (entry.entry() instanceof LogEntry.Slice slice) {
        meter.reading(slice.time());
      }
      entry = batching.isFull() ? null : feed.next(Duration.ZERO);
    }
    return batching.take();
  }

  /** Nothing that was not written before is written as if it had been. */
  private boolean isBeyondReplay(LogRecord entry) {
    return replayUntil != null
        && entry.offset() >= replayUntil
        && !(entry.entry() instanceof LogEntry.Slice slice && slice.firstIndex() > 0);
  }

  private void write(Batch batch) throws SQLException {
    long began = System.nanoTime();
    failpoint.reached(CrashPoint.BATCH_READ);
    if (open.batches() == 0 && batch.whole()) {
      writeAgainIfNeeded(batch);
    } else {
      // A transaction in pieces is not in memory to be tried again: it starts over with the run.
      writeOnce(batch);
    }
    open = open.and(batch);
    tellHowFar(batch);
    if (batch.whole()) {
      var took = Duration.ofNanos(System.nanoTime() - began);
      batching.took(batch, took);
      open.tables()
          .forEach(
              (table, counts) ->
                  meter.changed(table, counts.inserts(), counts.updates(), counts.deletes()));
      meter.bytes(open.bytes());
      meter.wrote(took);
      meter.reached(batch.nextOffset(), batch.time());
      open = Written.NOTHING;
      last = batch;
      checkpointed = System.nanoTime();
      failpoint.reached(CrashPoint.COMMITTED);
      endReplay(batch.nextOffset());
    }
  }

  /** Nothing of a transaction in pieces counts as written before its end. */
  private void tellHowFar(Batch batch) {
    if (!batch.whole()) {
      long written = open.changes();
      meter.waitsFor(
          "the end of one transaction of the source, %,d changes of it are in hand"
              .formatted(written));
    } else if (open.batches() > 1) {
      meter.waitsFor(null);
    }
  }

  private void writeAgainIfNeeded(Batch batch) throws SQLException {
    try {
      AGAIN.executeCheckedSupplier(
          () -> {
            try {
              writeOnce(batch);
            } catch (SQLException e) {
              if (SqlFailures.isPassing(e)) {
                context.log(
                    LogLine.Level.WARN, "tried again: " + SqlFailures.text(e, apply.writing()));
                session.rollback();
                apply.rolledBack();
              }
              throw e;
            }
            return batch;
          });
    } catch (SQLException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeOnce(Batch batch) throws SQLException {
    apply.apply(batch.slices());
    failpoint.reached(CrashPoint.DATA_WRITTEN);
    if (batch.whole()) {
      checkpoint(batch);
      failpoint.reached(CrashPoint.CHECKPOINT_WRITTEN);
      session.commit();
      failpoint.reached(CrashPoint.COMMITTED_UNSEEN);
    }
  }

  /** As {@link Merge} says, once what it has written is what the source has. */
  private boolean handedOver(Merge to) throws SQLException, InterruptedException {
    Batch reached = last;
    if (reached == null || !meter.hasCaughtUp()) {
      return false;
    }
    Long target = to.hold();
    if (target == null) {
      session.rollback();
      return false;
    }
    failpoint.reached(CrashPoint.MERGE_HELD);
    while (reached.nextOffset() < target || !reached.whole()) {
      Batch batch = context.stopping() ? null : next();
      if (context.stopping()) {
        return false;
      }
      if (batch != null) {
        apply.apply(batch.slices());
        reached = batch;
      }
    }
    checkpoint(reached);
    to.handOver();
    failpoint.reached(CrashPoint.MERGE_WRITTEN);
    session.commit();
    failpoint.reached(CrashPoint.MERGED);
    return true;
  }

  private void checkpoint(Batch batch) throws SQLException {
    Checkpoint.advance(
        session.connection(),
        context.spec().componentId(),
        context.epoch(),
        batch.nextOffset(),
        batch.position(),
        batch.time());
  }

  /** Nothing but heartbeats. */
  private void heartbeat(Batch batch) throws SQLException {
    meter.reached(batch.nextOffset(), batch.time());
    last = batch;
    if (System.nanoTime() - checkpointed > IDLE_CHECKPOINT.toNanos()) {
      checkpoint(batch);
      session.commit();
      checkpointed = System.nanoTime();
    }
    endReplay(batch.nextOffset());
  }

  private void endReplay(long offset) throws SQLException {
    if (replayUntil == null || offset < replayUntil) {
      return;
    }
    failpoint.reached(CrashPoint.REPLAY_PASSED);
    context.replayCompleted();
    failpoint.reached(CrashPoint.REPLAY_END_SAID);
    Checkpoint.endReplay(session.connection(), context.spec().componentId(), context.epoch());
    session.commit();
    replayUntil = null;
    conflicts.replay(Conflicts.Replay.OVER);
  }

  private void sayCaughtUp() {
    if (replayUntil == null && meter.hasCaughtUp()) {
      context.caughtUp(meter.latencyMillis());
    }
  }
}
