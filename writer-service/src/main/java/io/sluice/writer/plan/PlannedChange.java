package io.sluice.writer.plan;

import io.sluice.change.Change;
import io.sluice.change.Row;
import io.sluice.writer.plan.TablePlan.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change and how its table is written.
 *
 * @param truncates for a truncate that only some chunks of the table have not seen: the statements
 *     that do it to these; otherwise empty
 */
public record PlannedChange(TablePlan plan, Change change, List<String> truncates) {
  public Row after() {
    Row after = change.after();
    if (after == null) {
      throw new IllegalStateException("no row after a " + change.operation());
    }
    return after;
  }

  /** What the row to be updated or deleted is found by. */
  public Row found() {
    Row before = change.before();
    return before == null ? after() : before;
  }

  public List<Column> match() {
    return plan.match(change);
  }

  /** An update that gives the row another key. */
  public boolean moved() {
    Row before = change.before();
    Row after = change.after();
    if (before == null || after == null || plan.key().isEmpty()) {
      return false;
    }
    int[] key = plan.keyIndexes();
    return !Key.of(before.values(), key).equals(Key.of(after.values(), key));
  }

  /** The same update of a row that has its new key already. */
  public PlannedChange inPlace() {
    return new PlannedChange(
        plan, new Change(Change.Operation.UPDATE, change.table(), null, after()), truncates);
  }

  /** An insert, of a row that moved here, without some unchanged value. */
  public boolean incomplete() {
    return change.operation() == Change.Operation.INSERT && !plan.absent(after()).isEmpty();
  }

  /** With the values filled in that only the before-image carries. */
  public PlannedChange completed() {
    Row before = change.before();
    Row after = change.after();
    if (before == null || after == null) {
      return this;
    }
    byte[][] whole = after.values();
    for (int i = 0; i < whole.length; i++) {
      if (Row.isAbsent(whole[i]) && !Row.isAbsent(before.values()[i])) {
        whole = whole == after.values() ? whole.clone() : whole;
        whole[i] = before.values()[i];
      }
    }
    return whole == after.values() ? this : withAfter(whole);
  }

  public PlannedChange withAfter(byte[] @Nullable [] values) {
    return new PlannedChange(
        plan,
        new Change(change.operation(), change.table(), change.before(), new Row(values)),
        truncates);
  }
}
