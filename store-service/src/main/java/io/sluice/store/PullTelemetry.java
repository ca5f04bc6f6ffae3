package io.sluice.store;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Telemetry;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says once a second how the Store does. */
final class PullTelemetry implements AutoCloseable {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long RANGE_INTERVAL = Duration.ofSeconds(10).toNanos();

  private final TaskContext context;
  private final PullFigures figures;
  private final StoreLogReader log;
  private @Nullable LogRange range;
  private long rangeAt;
  private long last = System.nanoTime();
  private long lastRows;
  private long lastBytes;

  PullTelemetry(TaskContext context, Map<String, Object> kafka, PullFigures figures) {
    this.context = context;
    this.figures = figures;
    this.log = new StoreLogReader(kafka, context.spec().componentId());
    this.rangeAt = System.nanoTime() - RANGE_INTERVAL;
  }

  /** To be called often. */
  void send() {
    long now = System.nanoTime();
    if (now - last < SECOND) {
      return;
    }
    double seconds = (now - last) / 1e9;
    long rows = figures.rows();
    long bytes = figures.bytes();
    var known = range(now);
    Instant current = figures.current();
    context.telemetry(
        new Telemetry(
            context.spec().componentId(),
            context.spec().projectId(),
            ComponentKind.STORE,
            context.instance(),
            Instant.now(),
            context.step(),
            known == null ? null : known.earliest(),
            current == null && known != null ? known.current() : current,
            figures.latencyMillis(),
            rows,
            figures.inserts(),
            figures.updates(),
            figures.deletes(),
            0,
            (rows - lastRows) / seconds,
            (bytes - lastBytes) / seconds,
            0,
            known == null ? 0 : known.endOffset(),
            List.of(),
            figures.retained()));
    last = now;
    lastRows = rows;
    lastBytes = bytes;
  }

  private @Nullable LogRange range(long now) {
    if (now - rangeAt >= RANGE_INTERVAL) {
      rangeAt = now;
      try {
        range = log.range();
      } catch (SluiceException | LogExpiredException e) {
        // Figures can wait. Whoever writes the log meets a failure that lasts, and stops; that the
        // oldest entries were removed while they were looked at is none.
        return range;
      }
    }
    return range;
  }

  @Override
  public void close() {
    log.close();
  }
}
