package io.sluice.change;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes one slice after the other, change by change, into memory of its own that it uses again. So
 * a transaction of any size passes without being held. Not safe for more than one thread.
 */
public final class SliceEncoder {
  /** Whether the transaction goes on in another slice. */
  public enum End {
    LAST,
    MORE
  }

  private static final int USUAL = 512 << 10;
  private static final int FLAGS_AT = 1;

  private final ByteSink sink = new ByteSink(1 << 10);
  private int changes;
  private int table = -1;

  /**
   * @param firstIndex index within the transaction of the change that comes next
   */
  public void begin(long transactionId, long commitPosition, Instant time, int firstIndex) {
    sink.clear();
    changes = 0;
    table = -1;
    sink.put(ChangeCodec.SLICE);
    sink.put(0);
    sink.putVarint(transactionId);
    sink.putVarint(commitPosition);
    sink.putZigzag(ChangeCodec.micros(time));
    sink.putVarint(firstIndex);
  }

  public void add(Change change) {
    Row before = change.before();
    Row after = change.after();
    int id = change.table().id();
    int head = change.operation().ordinal();
    head |= before == null ? 0 : ChangeCodec.HAS_BEFORE;
    head |= after == null ? 0 : ChangeCodec.HAS_AFTER;
    head |= id == table ? ChangeCodec.SAME_TABLE : 0;
    sink.put(head);
    if (id != table) {
      sink.putVarint(id);
      table = id;
    }
    int width = change.table().columns().size();
    row(before, width);
    row(after, width);
    changes++;
  }

  /** Bytes so far. */
  public int size() {
    return sink.size();
  }

  /** Changes so far. */
  public int changes() {
    return changes;
  }

  /** The slice as it goes into the log. */
  public byte[] finish(End end) {
    sink.set(FLAGS_AT, end == End.LAST ? ChangeCodec.LAST : 0);
    byte[] bytes = sink.toBytes();
    sink.shrinkTo(USUAL);
    return bytes;
  }

  private void row(@Nullable Row row, int width) {
    if (row == null) {
      return;
    }
    byte[] @Nullable [] values = row.values();
    if (values.length != width) {
      throw new IllegalArgumentException(
          "a row of " + values.length + " values in a table of " + width + " columns");
    }
    int marks = sink.skip((width + 3) >> 2);
    for (int i = 0; i < width; i++) {
      byte[] value = values[i];
      if (value == null) {
        sink.or(marks + (i >> 2), ChangeCodec.IS_NULL << ((i & 3) << 1));
      } else if (Row.isAbsent(value)) {
        sink.or(marks + (i >> 2), ChangeCodec.IS_ABSENT << ((i & 3) << 1));
      } else {
        sink.putBytes(value);
      }
    }
  }
}
