package io.sluice.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.SnapshotVisibility;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which snapshots a table was copied, by key.
 *
 * <p>A copy that is under way leaves ranges out; a key of such a range was not copied.
 */
public final class CopiedTable {
  /**
   * @param snapshot {@code pg_current_snapshot()} of the transaction that read the range
   * @param position a position of the source's log taken after that: everything committed beyond it
   *     was not seen
   */
  public record Part(KeyRange range, String snapshot, long position) {}

  record SeenPart(KeyRange range, byte @Nullable [] low, SnapshotVisibility snapshot) {
    boolean saw(long transactionId) {
      return snapshot.sees(transactionId);
    }
  }

  private final @Nullable String keyColumn;
  private final KeyOrder order;
  private final List<SeenPart> parts;
  private final long ceiling;

  /**
   * @param keyColumn the column by whose values the table was cut; null when it was not, so that
   *     there is one part
   */
  public CopiedTable(@Nullable String keyColumn, @Nullable KeyOrder order, List<Part> parts) {
    this.keyColumn = keyColumn;
    this.order = order == null ? KeyOrder.TEXT : order;
    this.ceiling = parts.stream().mapToLong(Part::position).max().orElse(Long.MIN_VALUE);
    this.parts = new ArrayList<>();
    for (Part part : parts) {
      String low = part.range().low();
      this.parts.add(
          new SeenPart(
              part.range(),
              low == null ? null : low.getBytes(UTF_8),
              SnapshotVisibility.parse(part.snapshot())));
    }
    this.parts.sort(
        Comparator.comparing(SeenPart::low, Comparator.nullsFirst(this.order::compare)));
  }

  @Nullable String keyColumn() {
    return keyColumn;
  }

  /** Beyond this position no part saw anything. */
  long ceiling() {
    return ceiling;
  }

  List<SeenPart> parts() {
    return parts;
  }

  /** The part that this key was copied with; null when it was not copied. */
  @Nullable SeenPart partOf(byte @Nullable [] key) {
    if (parts.isEmpty()) {
      return null;
    }
    if (keyColumn == null || key == null) {
      return parts.getFirst();
    }
    int first = 0;
    int last = parts.size() - 1;
    while (first < last) {
      int middle = (first + last + 1) >>> 1;
      byte[] low = parts.get(middle).low();
      if (low == null || order.compare(low, key) <= 0) {
        first = middle;
      } else {
        last = middle - 1;
      }
    }
    SeenPart found = parts.get(first);
    String high = found.range().high();
    boolean holds =
        (found.low() == null || order.compare(found.low(), key) <= 0)
            && (high == null || order.compare(key, high.getBytes(UTF_8)) < 0);
    return holds ? found : null;
  }
}
