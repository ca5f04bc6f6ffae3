package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/**
 * Where a record comes from: one source transaction, or the snapshot of a chunk. Made once for many
 * records.
 *
 * @param transactionId the source's transaction; {@link #NO_TRANSACTION} for a row that was copied
 * @param position commit position, or the position the snapshot was taken at
 * @param time commit time, or the time of the snapshot
 * @param isoTime the same as JSON needs it
 */
public record Origin(long transactionId, long position, Instant time, byte[] isoTime) {
  public static final long NO_TRANSACTION = -1;

  public static Origin transaction(long transactionId, long position, Instant time) {
    return new Origin(transactionId, position, time, time.toString().getBytes(UTF_8));
  }

  public static Origin snapshot(long position, Instant time) {
    return transaction(NO_TRANSACTION, position, time);
  }

  boolean isSnapshot() {
    return transactionId == NO_TRANSACTION;
  }
}
