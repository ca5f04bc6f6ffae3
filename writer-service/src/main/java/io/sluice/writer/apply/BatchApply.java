package io.sluice.writer.apply;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.TableSchema;
import io.sluice.chunk.ChunkRule;
import io.sluice.component.ReplayScope;
import io.sluice.contract.TableName;
import io.sluice.postgres.SourceRows;
import io.sluice.writer.plan.Compaction;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.plan.PlannedChange;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.ApplyMode;
import io.sluice.writer.postgres.InOrderApply;
import io.sluice.writer.postgres.InOrderStatements;
import io.sluice.writer.postgres.SetApply;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies the changes of a batch in the open transaction of the destination: tables whose rows are
 * known by nothing but their key as sets of net changes, all others in order.
 */
final class BatchApply {
  private final Plans plans;
  private final ChunkRule chunks;
  private final Conflicts conflicts;
  private final SourceRows source;
  private final SetApply sets;
  private final InOrderApply inOrder;
  private final ReplayScope scope;

  /** Of the part of the batch that is being collected; in the order in which tables came up. */
  private final SequencedMap<TablePlan, Compaction> compactions = new LinkedHashMap<>();

  private final Map<TableName, TablePlan> current = new HashMap<>();
  private final List<PlannedChange> changes = new ArrayList<>();
  private @Nullable TableName writing;

  /**
   * @param scope what of a replay is wanted
   */
  BatchApply(
      Plans plans,
      ChunkRule chunks,
      Conflicts conflicts,
      SourceRows source,
      SetApply sets,
      InOrderApply inOrder,
      ReplayScope scope) {
    this.plans = plans;
    this.chunks = chunks;
    this.conflicts = conflicts;
    this.source = source;
    this.sets = sets;
    this.inOrder = inOrder;
    this.scope = scope;
  }

  /** The source table that was being written when something was thrown; null when it was none. */
  @Nullable TableName writing() {
    return writing;
  }

  void apply(List<LogEntry.Slice> slices) throws SQLException {
    forget();
    source.after(slices.stream().map(LogEntry.Slice::transactionId).toList());
    for (LogEntry.Slice slice : slices) {
      boolean ruled = !conflicts.replaying() && chunks.appliesTo(slice);
      for (Change change : slice.changes()) {
        var plan = plan(change);
        if (plan.isPresent()) {
          if (ruled) {
            addLeft(slice, plan.get(), change);
          } else if (!conflicts.replaying()
              || (scope.takes(slice, change, plan.get().lane() == ApplyMode.SETS)
                  && !chunks.isBeforeItCame(slice, change.table()))) {
            add(new PlannedChange(plan.get(), change, List.of()));
          }
        }
      }
    }
    write();
  }

  /** Whether a transaction begins here in which a table has a shape that did not come up yet. */
  boolean bringsNewShape(LogEntry entry) {
    return entry instanceof LogEntry.Slice slice
        && slice.firstIndex() == 0
        && slice.changes().stream().anyMatch(change -> plans.isNew(change.table()));
  }

  /** What came before a table changed its shape is written in the shape that the table had. */
  private Optional<TablePlan> plan(Change change) throws SQLException {
    if (plans.isNew(change.table())) {
      write();
      writing = name(change.table());
    }
    return plans.of(change.table());
  }

  /** The destination's transaction was rolled back. */
  void rolledBack() {
    plans.forget();
  }

  private void addLeft(LogEntry.Slice slice, TablePlan plan, Change change) throws SQLException {
    if (change.operation() != Change.Operation.TRUNCATE) {
      for (Change left : chunks.left(slice, change)) {
        add(new PlannedChange(plan, left, List.of()));
      }
      return;
    }
    switch (chunks.truncation(slice, change.table())) {
      case ChunkRule.Truncation.Whole _ -> add(new PlannedChange(plan, change, List.of()));
      case ChunkRule.Truncation.Nothing _ -> {}
      case ChunkRule.Truncation.Ranges left ->
          add(new PlannedChange(plan, change, InOrderStatements.deleteRanges(plan, left)));
    }
  }

  private void add(PlannedChange planned) throws SQLException {
    TablePlan plan = planned.plan();
    TablePlan before = current.put(plan.target(), plan);
    if (before != null && before != plan) {
      // Shapes that are known from before take turns where a replay comes by them again.
      write();
      current.put(plan.target(), plan);
    }
    changes.add(planned);
    if (plan.lane() == ApplyMode.SETS) {
      Compaction compaction =
          compactions.computeIfAbsent(
              plan, _ -> new Compaction(plan.keyIndexes(), plan.columnIndexes(), plan.movable()));
      if (planned.truncates().isEmpty()) {
        compaction.add(planned.change());
      } else {
        compaction.applyInOrder();
      }
    }
  }

  private void write() throws SQLException {
    SequencedMap<TablePlan, Compaction.Net> asSets = new LinkedHashMap<>();
    compactions.forEach(
        (plan, compaction) -> {
          switch (compaction.result()) {
            case Compaction.Net net -> asSets.put(plan, net);
            case Compaction.InOrder _ -> {}
          }
        });
    for (var net : asSets.entrySet()) {
      writing = name(net.getKey().source());
      sets.apply(net.getKey(), net.getValue());
    }
    List<PlannedChange> ordered =
        changes.stream().filter(planned -> !asSets.containsKey(planned.plan())).toList();
    writing = ordered.isEmpty() ? null : name(ordered.getFirst().plan().source());
    inOrder.apply(ordered);
    forget();
  }

  private static TableName name(TableSchema table) {
    return new TableName(table.schema(), table.table());
  }

  private void forget() {
    compactions.clear();
    current.clear();
    changes.clear();
    writing = null;
  }
}
