package io.sluice.connector.incremental;

import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.connector.format.RowEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Where the changes of one table schema go, made ready.
 *
 * @param keys places of the key columns
 * @param rangeKey place of the column that chunks were cut by; -1 when it is of no use
 * @param copied what the full copy saw; null when there was none
 */
record Route(
    TableSchema table,
    String topic,
    RowEncoder encoder,
    int[] keys,
    int rangeKey,
    @Nullable CopiedRanges copied) {

  boolean copySaw(Row row, long transactionId, long commitPosition) {
    if (copied == null || commitPosition > copied.ceiling()) {
      return false;
    }
    byte[] key = rangeKey < 0 ? null : row.values()[rangeKey];
    return copied.saw(key, transactionId);
  }
}
