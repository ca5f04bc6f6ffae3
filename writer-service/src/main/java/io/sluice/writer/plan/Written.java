package io.sluice.writer.plan;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction of the destination holds, in numbers.
 *
 * @param tables by source table
 */
public record Written(int batches, Map<TableName, Counts> tables, long bytes) {
  public static final Written NOTHING = new Written(0, Map.of(), 0);

  /** Changes of one table; a truncation counts as a deletion. */
  public record Counts(long inserts, long updates, long deletes) {
    private static final Counts NONE = new Counts(0, 0, 0);

    private Counts and(long[] more) {
      return new Counts(
          inserts + more[Change.Operation.INSERT.ordinal()],
          updates + more[Change.Operation.UPDATE.ordinal()],
          deletes
              + more[Change.Operation.DELETE.ordinal()]
              + more[Change.Operation.TRUNCATE.ordinal()]);
    }

    private long sum() {
      return inserts + updates + deletes;
    }
  }

  public long changes() {
    return tables.values().stream().mapToLong(Counts::sum).sum();
  }

  public Written and(Batch batch) {
    var more = new HashMap<TableName, long[]>();
    @Nullable TableSchema last = null;
    long[] count = new long[Change.Operation.values().length];
    for (LogEntry.Slice slice : batch.slices()) {
      for (Change change : slice.changes()) {
        // Neighbours are mostly of one table, and each change is counted.
        if (change.table() != last) {
          last = change.table();
          count =
              more.computeIfAbsent(
                  new TableName(last.schema(), last.table()),
                  _ -> new long[Change.Operation.values().length]);
        }
        count[change.operation().ordinal()]++;
      }
    }
    var all = new HashMap<>(tables);
    more.forEach(
        (table, counts) -> all.put(table, all.getOrDefault(table, Counts.NONE).and(counts)));
    return new Written(batches + 1, Map.copyOf(all), bytes + batch.bytes());
  }
}
