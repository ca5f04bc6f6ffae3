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
  private final long applied;
  private final long begins;

  /**
   * @param keyColumn the column by whose values the table was cut; null when it was not, so that
   *     there is one part
   * @param applied position up to which the table had been written when it came to those that were
   *     there before; null when it was there from the beginning
   */
  public CopiedTable(
      @Nullable String keyColumn,
      @Nullable KeyOrder order,
      List<Part> parts,
      @Nullable Long applied) {
    this.keyColumn = keyColumn;
    this.order = order == null ? KeyOrder.TEXT : order;
    this.applied = applied == null ? Long.MIN_VALUE : applied;
    this.ceiling =
        Math.max(
            this.applied, parts.stream().mapToLong(Part::position).max().orElse(Long.MIN_VALUE));
    this.begins =
        applied == null
            ? Long.MIN_VALUE
            : parts.stream().mapToLong(Part::position).min().orElse(Long.MIN_VALUE);
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

  /** Up to this position all was written when the table came to the others. */
  long applied() {
    return applied;
  }

  /**
   * What the log has of it up to this position, if anything, is of an earlier time, after which it
   * was not logged for a while.
   */
  long begins() {
    return begins;
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
