package io.sluice.connector.incremental;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.SnapshotVisibility;
import io.sluice.connector.position.KeyOrder;
import io.sluice.connector.position.Mark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the full copy of a table has seen, by key; pure.
 *
 * <p>The chunk rule: a logged change is not written for a row exactly when its transaction was
 * visible to the snapshot that the row's key was read under. Above {@link #ceiling()} no
 * transaction was visible to any of them, and nothing needs to be asked.
 */
final class CopiedRanges {
  private record Range(byte @Nullable [] through, SnapshotVisibility snapshot) {}

  private final @Nullable String keyColumn;
  private final KeyOrder order;
  private final List<Range> ranges;
  private final long ceiling;

  private CopiedRanges(
      @Nullable String keyColumn, KeyOrder order, List<Range> ranges, long ceiling) {
    this.keyColumn = keyColumn;
    this.order = order;
    this.ranges = ranges;
    this.ceiling = ceiling;
  }

  /**
   * @param chunks all of a table, in order, done
   */
  static CopiedRanges of(List<Mark.Chunk> chunks) {
    var ranges = new ArrayList<Range>();
    long ceiling = 0;
    for (var chunk : chunks) {
      for (var segment : chunk.segments()) {
        var through = segment.through();
        ranges.add(
            new Range(
                through == null ? null : through.getBytes(UTF_8),
                SnapshotVisibility.parse(segment.snapshot())));
        ceiling = Math.max(ceiling, segment.position());
      }
    }
    var first = chunks.getFirst();
    return new CopiedRanges(first.keyColumn(), first.order(), ranges, ceiling);
  }

  /** The first key column, by which ranges are told apart; null when there is one range. */
  @Nullable String keyColumn() {
    return keyColumn;
  }

  long ceiling() {
    return ceiling;
  }

  /** Whether the copy of this key saw what the transaction did. */
  boolean saw(byte @Nullable [] key, long transactionId) {
    if (ranges.isEmpty()) {
      return false;
    }
    return rangeOf(key).snapshot().sees(transactionId);
  }

  /** True when every range saw the transaction, false when none did, null when some did. */
  @Nullable Boolean sawAlike(long transactionId) {
    long seen = ranges.stream().filter(range -> range.snapshot().sees(transactionId)).count();
    if (seen == 0) {
      return false;
    }
    return seen == ranges.size() ? true : null;
  }

  private Range rangeOf(byte @Nullable [] key) {
    int low = 0;
    int high = ranges.size() - 1;
    while (key != null && low < high) {
      int middle = (low + high) >>> 1;
      byte[] through = ranges.get(middle).through();
      if (through == null || order.compare(key, through) <= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return ranges.get(low);
  }
}
