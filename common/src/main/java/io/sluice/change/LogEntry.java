package io.sluice.change;

import java.time.Instant;
import java.util.List;

/** One record of a Store's log. */
public sealed interface LogEntry {
  /** Source commit time; the record's Kafka timestamp. */
  Instant time();

  /**
   * A slice of one source transaction. Small transactions are one slice; large ones several, in
   * order, never mixed with another transaction's. A transaction whose last slice is not in the log
   * yet is not complete.
   *
   * @param transactionId the source's id of the transaction (PostgreSQL: the 32-bit xid, unsigned)
   * @param commitPosition the source's position of the commit (PostgreSQL: commit LSN); rises from
   *     transaction to transaction
   * @param firstIndex index within the transaction of the first change here
   * @param last true when the transaction ends with this slice
   */
  record Slice(
      long transactionId,
      long commitPosition,
      Instant time,
      int firstIndex,
      boolean last,
      List<Change> changes)
      implements LogEntry {}

  /** The source was read up to here and there was nothing to log. */
  record Heartbeat(long position, Instant time) implements LogEntry {}
}
