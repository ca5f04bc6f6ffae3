package io.sluice.writer.plan;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;

/** What one transaction of the destination holds, in numbers. */
public record Written(int batches, long inserts, long updates, long deletes, long bytes) {
  public static final Written NOTHING = new Written(0, 0, 0, 0, 0);

  public Written and(Batch batch) {
    long[] count = new long[Change.Operation.values().length];
    for (LogEntry.Slice slice : batch.slices()) {
      for (Change change : slice.changes()) {
        count[change.operation().ordinal()]++;
      }
    }
    return new Written(
        batches + 1,
        inserts + count[Change.Operation.INSERT.ordinal()],
        updates + count[Change.Operation.UPDATE.ordinal()],
        deletes
            + count[Change.Operation.DELETE.ordinal()]
            + count[Change.Operation.TRUNCATE.ordinal()],
        bytes + batch.bytes());
  }
}
