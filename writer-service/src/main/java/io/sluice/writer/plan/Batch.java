package io.sluice.writer.plan;

import io.sluice.change.LogEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of the log that is applied at once.
 *
 * @param slices of whole source transactions if {@code whole}; otherwise the last transaction goes
 *     on in the next batch, which belongs into the same destination transaction
 * @param nextOffset offset in the log after the run
 * @param position source position of the last commit or heartbeat in the run
 * @param time source commit time of the last change, or of the last heartbeat when there is no
 *     change
 */
public record Batch(
    List<LogEntry.Slice> slices,
    boolean whole,
    long nextOffset,
    long position,
    @Nullable Instant time,
    long bytes) {

  public boolean hasChanges() {
    return !slices.isEmpty();
  }
}
