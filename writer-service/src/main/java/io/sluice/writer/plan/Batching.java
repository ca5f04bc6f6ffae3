package io.sluice.writer.plan;

import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups the entries of the log into batches. Everything that is ready goes into one batch, up to a
 * size that follows from how long the last ones took; so a batch is one small transaction when
 * there is little to do and grows by itself under backlog.
 */
public final class Batching {
  static final long SMALLEST = 512 << 10;
  static final long LARGEST = 8 << 20;
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final List<LogRecord> held = new ArrayList<>();
  private long heldBytes;

  /** How many of the entries held end with a whole transaction. */
  private int complete;

  private long target = SMALLEST;

  public void add(LogRecord entry) {
    held.add(entry);
    heldBytes += entry.bytes();
    if (endsTransaction(entry.entry())) {
      complete = held.size();
    }
  }

  public boolean isEmpty() {
    return held.isEmpty();
  }

  /** Whether a batch should be taken now, even if more is ready. */
  public boolean isFull() {
    return heldBytes >= target;
  }

  /**
   * The next batch; null when nothing can be applied yet. A transaction that is not there to its
   * end waits, unless it is too large to be held.
   */
  public @Nullable Batch take() {
    if (complete > 0) {
      return take(complete, true);
    }
    return heldBytes >= LARGEST ? take(held.size(), false) : null;
  }

  /** The last full batch took this long. */
  public void took(Batch batch, Duration time) {
    if (time.compareTo(SLOW) > 0) {
      target = Math.max(SMALLEST, target / 2);
    } else if (batch.bytes() >= target) {
      target = Math.min(LARGEST, target * 2);
    }
  }

  private Batch take(int count, boolean whole) {
    List<LogRecord> taken = held.subList(0, count);
    List<LogEntry.Slice> slices = new ArrayList<>();
    long bytes = 0;
    long position = 0;
    Instant time = null;
    for (LogRecord entry : taken) {
      bytes += entry.bytes();
      switch (entry.entry()) {
        case LogEntry.Slice slice -> {
          slices.add(slice);
          position = slice.commitPosition();
          time = slice.time();
        }
        case LogEntry.Heartbeat beat -> {
          position = Math.max(position, beat.position());
          time = slices.isEmpty() ? beat.time() : time;
        }
      }
    }
    var batch = new Batch(slices, whole, taken.getLast().offset() + 1, position, time, bytes);
    taken.clear();
    heldBytes -= bytes;
    complete = 0;
    return batch;
  }

  private static boolean endsTransaction(LogEntry entry) {
    return switch (entry) {
      case LogEntry.Slice slice -> slice.last();
      case LogEntry.Heartbeat _ -> true;
    };
  }
}
