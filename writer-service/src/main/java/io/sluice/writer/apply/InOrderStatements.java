package io.sluice.writer.apply;

import io.sluice.change.Row;
import io.sluice.writer.apply.TablePlan.Column;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements that apply one row; each value is a parameter in its text form. */
final class InOrderStatements {
  private InOrderStatements() {}

  static String truncate(TablePlan plan) {
    // A table that others refer to can not be truncated, whether or not their rows are gone.
    return (plan.destination().referenced() ? "DELETE FROM " : "TRUNCATE ")
        + Sql.name(plan.target());
  }

  static String insert(TablePlan plan) {
    List<Column> columns = plan.columns();
    return "INSERT INTO "
        + Sql.name(plan.target())
        + " ("
        + names(columns)
        + ") OVERRIDING SYSTEM VALUE VALUES ("
        + Sql.list(columns, ", ", InOrderStatements::parameter)
        + ")";
  }

  /** Does nothing when a row with the key is there; only with an arbiter. */
  static String insertNew(TablePlan plan) {
    return plan.arbiter()
        ? insert(plan) + " ON CONFLICT (" + names(plan.key()) + ") DO NOTHING"
        : insert(plan);
  }

  /** Only with an arbiter. */
  static String upsert(TablePlan plan) {
    List<Column> set = plan.columns().stream().filter(SetStatements::assigned).toList();
    if (set.isEmpty()) {
      return insertNew(plan);
    }
    return insert(plan)
        + " ON CONFLICT ("
        + names(plan.key())
        + ") DO UPDATE SET "
        + Sql.list(set, ", ", c -> Sql.name(c.name()) + " = excluded." + Sql.name(c.name()));
  }

  /** What an update assigns. */
  static List<Column> assigned(TablePlan plan, BitSet absent, KeyChange key) {
    return plan.columns().stream()
        .filter(c -> !absent.get(c.index()))
        .filter(c -> c.key() ? key == KeyChange.MOVED : c.settable())
        .toList();
  }

  enum KeyChange {
    MOVED,
    SAME
  }

  static String update(TablePlan plan, List<Column> set, List<Column> match, Row found) {
    return "UPDATE "
        + Sql.name(plan.target())
        + " SET "
        + Sql.list(set, ", ", c -> Sql.name(c.name()) + " = " + parameter(c))
        + one(plan, match, found);
  }

  static String delete(TablePlan plan, List<Column> match, Row found) {
    return "DELETE FROM " + Sql.name(plan.target()) + one(plan, match, found);
  }

  static String exists(TablePlan plan, List<Column> match, Row found) {
    return "SELECT FROM "
        + Sql.name(plan.target())
        + " WHERE "
        + condition(match, found)
        + " LIMIT 1";
  }

  /** Other rows that have this row's values in a unique key beside the one it is known by. */
  static String deleteOthers(TablePlan plan, List<Column> unique) {
    return "DELETE FROM "
        + Sql.name(plan.target())
        + " WHERE "
        + Sql.list(unique, " AND ", InOrderStatements::equal)
        + " AND NOT ("
        + Sql.list(plan.key(), " AND ", InOrderStatements::equal)
        + ")";
  }

  private static String one(TablePlan plan, List<Column> match, Row found) {
    String condition = condition(match, found);
    if (plan.arbiter()) {
      return " WHERE " + condition;
    }
    // Equal rows are told apart by nothing: any one of them will do, but only one.
    return " WHERE (tableoid, ctid) = (SELECT tableoid, ctid FROM "
        + Sql.name(plan.target())
        + " WHERE "
        + condition
        + " LIMIT 1)";
  }

  private static String condition(List<Column> match, Row found) {
    return Sql.list(
        match,
        " AND ",
        c -> {
          byte @Nullable [] value = found.values()[c.index()];
          return value == null ? Sql.name(c.name()) + " IS NULL" : equal(c);
        });
  }

  private static String equal(Column column) {
    return column.comparable()
        ? Sql.name(column.name()) + " = " + parameter(column)
        : Sql.name(column.name()) + "::text = ?::text";
  }

  private static String parameter(Column column) {
    return "?::" + column.type();
  }

  private static String names(List<Column> columns) {
    return Sql.list(columns, ", ", c -> Sql.name(c.name()));
  }
}
