package io.sluice.change;

import java.util.Arrays;
import java.util.Collection;

/**
 * Which transactions a PostgreSQL snapshot saw. Pure form of {@code pg_visible_in_snapshot}, for
 * the 32-bit transaction ids that the log carries.
 *
 * <p>Right for transactions within two billion of the snapshot; the caller's bound on the commit
 * position sees to it that nothing older or newer is asked.
 */
public final class SnapshotVisibility {
  private static final long EPOCH = 1L << 32;

  private final long xmin;
  private final long xmax;
  private final long[] inProgress;

  private SnapshotVisibility(long xmin, long xmax, long[] inProgress) {
    this.xmin = xmin;
    this.xmax = xmax;
    this.inProgress = inProgress;
  }

  /**
   * @param text what {@code pg_current_snapshot()::text} gave: {@code xmin:xmax:xip,xip…}
   */
  public static SnapshotVisibility parse(String text) {
    int first = text.indexOf(':');
    int second = text.indexOf(':', first + 1);
    if (first < 1 || second < 0) {
      throw new IllegalArgumentException("not a snapshot: " + text);
    }
    String running = text.substring(second + 1);
    long[] ids =
        running.isEmpty()
            ? new long[0]
            : Arrays.stream(running.split(",", -1)).mapToLong(Long::parseLong).sorted().toArray();
    return new SnapshotVisibility(
        Long.parseLong(text.substring(0, first)),
        Long.parseLong(text.substring(first + 1, second)),
        ids);
  }

  /**
   * True when the snapshot saw what this (committed) transaction did.
   *
   * @param transactionId the 32-bit id, unsigned
   */
  public boolean sees(long transactionId) {
    long full = widen(transactionId);
    if (full < xmin) {
      return true;
    }
    return full < xmax && Arrays.binarySearch(inProgress, full) < 0;
  }

  /** As {@link #sees}, of each of them. */
  public boolean seesAll(Collection<Long> transactionIds) {
    return transactionIds.stream().allMatch(this::sees);
  }

  /** The 64-bit id nearest to the snapshot that ends in these 32 bits. */
  private long widen(long transactionId) {
    long candidate = (xmax & ~(EPOCH - 1)) | (transactionId & (EPOCH - 1));
    if (candidate - xmax > EPOCH / 2) {
      return candidate - EPOCH;
    }
    if (xmax - candidate > EPOCH / 2) {
      return candidate + EPOCH;
    }
    return candidate;
  }
}
