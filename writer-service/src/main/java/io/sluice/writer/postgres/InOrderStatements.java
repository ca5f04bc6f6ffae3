package io.sluice.writer.postgres;

import io.sluice.change.Row;
import io.sluice.chunk.ChunkRule;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.Column;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements that apply one row; each value is a parameter in its text form. */
public final class InOrderStatements {
  private InOrderStatements() {}

  static String truncate(TablePlan plan) {
    // A table that others refer to cannot be truncated, whether or not their rows are gone.
    return (plan.destination().referenced() ? "DELETE FROM " : "TRUNCATE ")
        + Sql.name(plan.target());
  }

  /** A truncation of these ranges only. */
  public static List<String> deleteRanges(TablePlan plan, ChunkRule.Truncation.Ranges left) {
    String column = Sql.name(left.keyColumn());
    return left.ranges().stream()
        .map(
            range ->
                "DELETE FROM "
                    + Sql.name(plan.target())
                    + " WHERE true"
                    + bound(column + " >= ", range.low())
                    + bound(column + " < ", range.high()))
        .toList();
  }

  private static String bound(String comparison, @Nullable String value) {
    return value == null ? "" : " AND " + comparison + Sql.literal(value);
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
        + condition(plan, match, found)
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
    String condition = condition(plan, match, found);
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

  private static String condition(TablePlan plan, List<Column> match, Row found) {
    return Sql.list(
        match,
        " AND ",
        c -> {
          if (found.values()[c.index()] == null) {
            return Sql.name(c.name()) + " IS NULL";
          }
          return comparisons(plan, c) == 1 ? equal(c) : equal(c) + " AND " + sameText(c);
        });
  }

  /**
   * How often a value of the row that is looked for is a parameter. Rows that no key tells apart
   * have to be the same to the letter: {@code =} takes some for equal that are not (citext, a
   * numeric's scale, a collation).
   */
  static int comparisons(TablePlan plan, Column column) {
    return plan.arbiter() || !column.comparable() ? 1 : 2;
  }

  private static String sameText(Column column) {
    return Sql.name(column.name()) + "::text = (?::" + column.declared() + ")::text";
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
