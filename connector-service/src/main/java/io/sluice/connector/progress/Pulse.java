package io.sluice.connector.progress;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells a run's progress each second until it is closed. */
public final class Pulse implements AutoCloseable {
  private final TaskContext context;
  private final Progress progress;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private long lastRows;
  private long lastBytes;
  private long lastNanos = System.nanoTime();

  public Pulse(TaskContext context, Progress progress, InstantSource clock) {
    this.context = context;
    this.progress = progress;
    this.clock = clock;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(context.spec().componentId() + "-pulse").factory());
    timer.scheduleAtFixedRate(this::tell, 1, 1, TimeUnit.SECONDS);
  }

  private void tell() {
    long nanos = System.nanoTime();
    long rows = progress.rows.sum();
    long bytes = progress.bytes.sum();
    double seconds = Math.max(1, nanos - lastNanos) / 1e9;
    var reached = progress.reached();
    var now = clock.instant();
    long latency =
        reached.idle() || reached.time() == null
            ? 0
            : Math.max(0, Duration.between(reached.time(), now).toMillis());
    context.telemetry(
        new Telemetry(
            context.spec().componentId(),
            context.spec().projectId(),
            ComponentKind.CONNECTOR,
            context.instance(),
            now,
            context.step(),
            null,
            reached.time(),
            latency,
            rows,
            progress.inserts.sum(),
            progress.updates.sum(),
            progress.deletes.sum(),
            0,
            (rows - lastRows) / seconds,
            (bytes - lastBytes) / seconds,
            progress.averageCommitMillis(),
            reached.logOffset(),
            progress.tables(),
            null));
    lastRows = rows;
    lastBytes = bytes;
    lastNanos = nanos;
  }

  /** Tells once more, so that what is seen last is what is true. */
  @Override
  public void close() {
    timer.close();
    tell();
  }
}
