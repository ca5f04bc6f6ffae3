package io.sluice.writer.apply;

import io.sluice.component.TaskContext;
import io.sluice.contract.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a run has done, told once a second on a thread of its own. */
final class Progress implements AutoCloseable {
  /** A source that has not been heard of for so long may have changes that are not in the log. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final TaskContext context;
  private final InstantSource clock;
  private final Conflicts conflicts;
  private final ScheduledExecutorService teller;
  private long inserts;
  private long updates;
  private long deletes;
  private long offset;
  private boolean drained;
  private @Nullable Instant applied;
  private @Nullable Instant heard;

  private long toldRows;
  private long bytes;
  private long writes;
  private long writeNanos;
  private double averageWriteMillis;
  private Instant told;

  Progress(TaskContext context, InstantSource clock, Conflicts conflicts) {
    this.context = context;
    this.clock = clock;
    this.conflicts = conflicts;
    this.told = clock.instant();
    this.teller =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("telemetry " + context.spec().componentId()).factory());
  }

  /** Begins to tell. */
  synchronized void from(long startOffset, @Nullable Instant sourceTime) {
    offset = startOffset;
    applied = sourceTime;
    var unused = teller.scheduleAtFixedRate(this::tell, 1, 1, TimeUnit.SECONDS);
  }

  synchronized void heard(long nextOffset, @Nullable Instant time) {
    offset = nextOffset;
    heard = time;
  }

  synchronized void drained(boolean now) {
    drained = now;
  }

  /** A commit at the destination, with what was in it. */
  synchronized void committed(Written written, Batch last, Duration took) {
    inserts += written.inserts();
    updates += written.updates();
    deletes += written.deletes();
    bytes += written.bytes();
    offset = last.nextOffset();
    applied = last.time();
    heard = last.time();
    writes++;
    writeNanos += took.toNanos();
  }

  /**
   * How old the newest change that is written is, while there are others to write; near zero when
   * there are none.
   */
  synchronized long latencyMillis() {
    Instant now = clock.instant();
    Instant since = applied;
    if (drained) {
      if (heard == null || heard.isAfter(now.minus(SILENCE))) {
        return 0;
      }
      since = heard;
    }
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis());
  }

  synchronized boolean hasWritten() {
    return inserts + updates + deletes > 0;
  }

  private void tell() {
    context.telemetry(telemetry());
  }

  private synchronized Telemetry telemetry() {
    Instant now = clock.instant();
    double seconds = Math.max(0.001, Duration.between(told, now).toNanos() / 1e9);
    long rows = inserts + updates + deletes;
    averageWriteMillis = writes == 0 ? averageWriteMillis : writeNanos / 1e6 / writes;
    var telemetry =
        new Telemetry(
            context.spec().componentId(),
            context.spec().projectId(),
            context.spec().kind(),
            context.instance(),
            now,
            context.step(),
            null,
            drained && heard != null ? heard : applied,
            latencyMillis(),
            rows,
            inserts,
            updates,
            deletes,
            conflicts.count(),
            (rows - toldRows) / seconds,
            bytes / seconds,
            averageWriteMillis,
            offset,
            List.of(),
            null);
    told = now;
    toldRows = rows;
    bytes = 0;
    writes = 0;
    writeNanos = 0;
    return telemetry;
  }

  @Override
  public void close() {
    teller.shutdownNow();
  }
}
