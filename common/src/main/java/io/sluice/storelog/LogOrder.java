package io.sluice.storelog;

import io.sluice.change.LogEntry;
import io.sluice.change.LogRecord;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;

/**
 * Each transaction is in a Store's log once, whole and in the order of commits. That is the Store's
 * to see to; whoever writes the log on holds it to that, because what came twice would be applied
 * twice, and what is missing would be missed by nobody.
 */
final class LogOrder {
  private static final int UNKNOWN = -1;

  private long commitPosition;
  private int nextIndex = UNKNOWN;

  /**
   * @param after commit position of the last transaction before the first entry, or of the one that
   *     it goes on; 0 when that is not known
   */
  LogOrder(long after) {
    this.commitPosition = after;
  }

  /**
   * @throws SluiceException LOG_OUT_OF_ORDER
   */
  void verify(LogRecord log) {
    if (log.entry() instanceof LogEntry.Slice slice) {
      if (!follows(slice)) {
        throw new SluiceException(
            ErrorCode.LOG_OUT_OF_ORDER,
            "offset %d has transaction %d from its change %d on, committed at %d; before it the log"
                    .formatted(
                        log.offset(),
                        slice.transactionId(),
                        slice.firstIndex(),
                        slice.commitPosition())
                + " reaches %d".formatted(commitPosition));
      }
      commitPosition = slice.commitPosition();
      nextIndex = slice.last() ? 0 : slice.firstIndex() + slice.changes().size();
    }
  }

  private boolean follows(LogEntry.Slice slice) {
    if (nextIndex > 0 || (nextIndex == UNKNOWN && slice.firstIndex() > 0)) {
      return (nextIndex == UNKNOWN || slice.firstIndex() == nextIndex)
          && (commitPosition == 0 || slice.commitPosition() == commitPosition);
    }
    return slice.firstIndex() == 0 && slice.commitPosition() > commitPosition;
  }
}
