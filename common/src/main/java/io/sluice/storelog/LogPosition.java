package io.sluice.storelog;

import io.sluice.change.UnreadableException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How far a Store's log goes, in the source's terms; committed with the records it speaks of.
 *
 * @param source where the source is to be read from next, in the reader's own form
 * @param commitPosition commit position of the last transaction that is complete in the log
 * @param openTransaction id of a transaction of which the log has the first part only; 0 for none
 * @param openChanges how many changes of it the log has
 */
public record LogPosition(
    byte[] source, long commitPosition, long openTransaction, long openChanges) {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + 3 * Long.BYTES;

  /** Before the first transaction. */
  public static final LogPosition START = new LogPosition(new byte[0], 0, 0, 0);

  byte[] toBytes() {
    return ByteBuffer.allocate(HEAD + source.length)
        .put(VERSION)
        .putLong(commitPosition)
        .putLong(openTransaction)
        .putLong(openChanges)
        .put(source)
        .array();
  }

  static LogPosition of(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < HEAD || buffer.get() != VERSION) {
      throw new UnreadableException("not a position of a known version");
    }
    long commitPosition = buffer.getLong();
    long openTransaction = buffer.getLong();
    long openChanges = buffer.getLong();
    var source = new byte[buffer.remaining()];
    buffer.get(source);
    return new LogPosition(source, commitPosition, openTransaction, openChanges);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof LogPosition other
        && Arrays.equals(source, other.source)
        && commitPosition == other.commitPosition
        && openTransaction == other.openTransaction
        && openChanges == other.openChanges;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }
}
