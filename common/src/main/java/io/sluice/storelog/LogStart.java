package io.sluice.storelog;

import java.time.Duration;
import java.util.Map;

/**
 * Where incremental synchronization begins after a copy.
 *
 * @param offset of the next entry to write
 * @param logId which log that is an offset of
 */
public record LogStart(long offset, String logId) {
  private static final Duration BEFORE_THE_COPY = Duration.ofMinutes(5);

  /**
   * For a copy that begins now: a little before the log's end. A transaction is in the source's log
   * a moment before others can see it (longer where commits wait for a standby), so what was logged
   * just before a snapshot may not be in it; what a chunk has seen is left out when the log is
   * written, so earlier is never wrong.
   */
  public static LogStart ofCopy(Map<String, Object> kafka, String storeId) {
    try (var reader = new StoreLogReader(kafka, storeId)) {
      String id = reader.require(null);
      var range = reader.range();
      if (range == null) {
        return new LogStart(0, id);
      }
      long offset =
          reader.offsetAt(range.current().minus(BEFORE_THE_COPY)).orElse(range.endOffset());
      return new LogStart(Math.min(offset, range.endOffset()), id);
    }
  }
}
