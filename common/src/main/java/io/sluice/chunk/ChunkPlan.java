package io.sluice.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a table is cut into ranges of its key, from a sample of its keys: quantiles, not equal
 * distances, so that gaps and clusters in the keys do not matter.
 */
public final class ChunkPlan {
  private static final long ROWS = 100_000;
  private static final long BYTES = 64L << 20;
  private static final long MOST = 100_000;

  private ChunkPlan() {}

  /** How many chunks a table of this size becomes. */
  public static int chunks(long rows, long bytes) {
    long wanted = Math.max(Math.ceilDiv(rows, ROWS), Math.ceilDiv(bytes, BYTES));
    return (int) Math.clamp(wanted, 1, MOST);
  }

  /** The fractions of the sorted keys at which to cut for so many chunks. */
  public static List<Double> fractions(int chunks) {
    return IntStream.range(1, chunks).mapToObj(n -> (double) n / chunks).toList();
  }

  /**
   * Ranges that cover all keys there can be, each once.
   *
   * @param cuts keys at which to cut, in any order, possibly repeated
   */
  public static List<KeyRange> ranges(KeyOrder order, List<String> cuts) {
    var sorted = cuts.stream().sorted(order::compare).toList();
    var ranges = new ArrayList<KeyRange>();
    String low = null;
    for (String cut : sorted) {
      if (low == null || order.compare(low, cut) < 0) {
        ranges.add(new KeyRange(low, cut));
        low = cut;
      }
    }
    ranges.add(new KeyRange(low, null));
    return ranges;
  }
}
