package io.sluice.writer.full;

import io.sluice.writer.checkpoint.KeyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a table is cut into ranges of its key, from a sample of its keys: quantiles, not equal
 * distances, so that gaps and clusters in the keys do not matter.
 */
final class KeyCut {
  /** Keys from {@code low} on and below {@code high}; null for no bound. */
  record Range(@Nullable String low, @Nullable String high) {}

  private static final long ROWS = 100_000;
  private static final long BYTES = 64L << 20;
  private static final long MOST = 100_000;

  private KeyCut() {}

  /** How many chunks a table of this size becomes. */
  static int chunks(long rows, long bytes) {
    long wanted = Math.max(ceiling(rows, ROWS), ceiling(bytes, BYTES));
    return (int) Math.clamp(wanted, 1, MOST);
  }

  private static long ceiling(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** The fractions of the sorted keys at which to cut for so many chunks. */
  static List<Double> fractions(int chunks) {
    return IntStream.range(1, chunks).mapToObj(n -> (double) n / chunks).toList();
  }

  /**
   * Ranges that cover all keys there can be, each once.
   *
   * @param cuts keys at which to cut, in any order, possibly repeated
   */
  static List<Range> ranges(KeyKind kind, List<String> cuts) {
    var sorted = cuts.stream().sorted(kind::compare).toList();
    var ranges = new ArrayList<Range>();
    String low = null;
    for (String cut : sorted) {
      if (low == null || kind.compare(low, cut) < 0) {
        ranges.add(new Range(low, cut));
        low = cut;
      }
    }
    ranges.add(new Range(low, null));
    return ranges;
  }
}
