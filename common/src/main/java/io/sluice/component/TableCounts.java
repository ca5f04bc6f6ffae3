package io.sluice.component;

import io.sluice.contract.TableName;
import io.sluice.contract.Telemetry.TableChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a run has written of each table. For any thread. */
final class TableCounts {
  /** So many tables are told of at once; the others wait for the next time. */
  private static final int MOST_TOLD = 100;

  private static final class Counts {
    private final LongAdder inserts = new LongAdder();
    private final LongAdder updates = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private volatile boolean told;

    TableChanges of(TableName table) {
      return new TableChanges(table, inserts.sum(), updates.sum(), deletes.sum(), conflicts.sum());
    }
  }

  private final Map<TableName, Counts> tables = new ConcurrentHashMap<>();

  void changed(TableName table, long inserts, long updates, long deletes) {
    Counts counts = of(table);
    counts.inserts.add(inserts);
    counts.updates.add(updates);
    counts.deletes.add(deletes);
    counts.told = false;
  }

  void conflicts(TableName table, long conflicts) {
    Counts counts = of(table);
    counts.conflicts.add(conflicts);
    counts.told = false;
  }

  /** Those of which something is new; null when none is. */
  @Nullable List<TableChanges> tell() {
    List<TableChanges> changes = new ArrayList<>();
    for (var entry : tables.entrySet()) {
      if (!entry.getValue().told && changes.size() < MOST_TOLD) {
        // Before it is read: what comes meanwhile is told again.
        entry.getValue().told = true;
        changes.add(entry.getValue().of(entry.getKey()));
      }
    }
    return changes.isEmpty() ? null : changes;
  }

  private Counts of(TableName table) {
    Counts known = tables.get(table);
    return known == null ? tables.computeIfAbsent(table, _ -> new Counts()) : known;
  }
}
