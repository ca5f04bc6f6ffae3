package io.sluice.writer.apply;

import io.sluice.change.Change;
import io.sluice.change.Row;
import io.sluice.writer.apply.TablePlan.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change and how its table is written.
 *
 * @param truncates for a truncate that only some chunks of the table have not seen: the statements
 *     that do it to these; otherwise empty
 */
record Planned(TablePlan plan, Change change, List<String> truncates) {
  Row after() {
    Row after = change.after();
    if (after == null) {
      throw new IllegalStateException("no row after a " + change.operation());
    }
    return after;
  }

  /** What the row to be updated or deleted is found by. */
  Row found() {
    Row before = change.before();
    return before == null ? after() : before;
  }

  List<Column> match() {
    return plan.match(change);
  }

  /** An update that gives the row another key. */
  boolean moved() {
    Row before = change.before();
    Row after = change.after();
    if (before == null || after == null || plan.key().isEmpty()) {
      return false;
    }
    int[] key = plan.keyIndexes();
    return !Key.of(before.values(), key).equals(Key.of(after.values(), key));
  }

  /** The same update of a row that has its new key already. */
  Planned inPlace() {
    return new Planned(
        plan, new Change(Change.Operation.UPDATE, change.table(), null, after()), truncates);
  }

  /** An insert, of a row that moved here, without some unchanged value. */
  boolean incomplete() {
    return change.operation() == Change.Operation.INSERT && !plan.absent(after()).isEmpty();
  }

  /** With the values filled in that only the before-image carries. */
  Planned completed() {
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

  Planned withAfter(byte[] @Nullable [] values) {
    return new Planned(
        plan,
        new Change(change.operation(), change.table(), change.before(), new Row(values)),
        truncates);
  }
}
