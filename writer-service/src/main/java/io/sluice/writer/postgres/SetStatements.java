package io.sluice.writer.postgres;

import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.Column;
import java.util.List;

/**
 * The statements that apply a set of rows to a table. Each depends on nothing but the table and
 * which columns the rows have, so that its plan is made once.
 *
 * <p>The rows are the relation {@code s} with columns {@code c0, c1, …} of the destination's types:
 * arrays given as parameters, or a staging table.
 */
final class SetStatements {
  private SetStatements() {}

  /** Rows given as one {@code text[]} a column. */
  static String arrays(List<Column> columns) {
    var select = new StringBuilder("(SELECT ");
    var unnest = new StringBuilder("unnest(");
    var names = new StringBuilder("u(");
    for (int i = 0; i < columns.size(); i++) {
      String comma = i > 0 ? ", " : "";
      select.append(comma).append("u.c" + i + "::" + columns.get(i).type()).append(" AS c" + i);
      unnest.append(comma).append("?::text[]");
      names.append(comma).append("c" + i);
    }
    return select + " FROM " + unnest + ") AS " + names + ")) AS s";
  }

  static String stage(String table) {
    return "pg_temp." + table + " AS s";
  }

  static String createStage(String table, List<Column> columns) {
    var text = new StringBuilder("CREATE TEMP TABLE IF NOT EXISTS " + table + " (");
    for (int i = 0; i < columns.size(); i++) {
      text.append(i > 0 ? ", " : "").append("c" + i + " " + columns.get(i).type());
    }
    return text + ") ON COMMIT DELETE ROWS";
  }

  static String copy(TablePlan plan) {
    return "COPY " + Sql.name(plan.target()) + " (" + names(plan.columns()) + ") FROM STDIN";
  }

  static String delete(TablePlan plan, String rows) {
    return "DELETE FROM "
        + Sql.name(plan.target())
        + " AS t USING "
        + rows
        + " WHERE "
        + matches(plan, plan.key());
  }

  /**
   * @param columns what the rows have: the key and what is to be set
   */
  static String update(TablePlan plan, List<Column> columns, String rows) {
    return "UPDATE "
        + Sql.name(plan.target())
        + " AS t SET "
        + Sql.list(
            columns.stream().filter(SetStatements::assigned).toList(),
            ", ",
            c -> Sql.name(c.name()) + " = s.c" + columns.indexOf(c))
        + " FROM "
        + rows
        + " WHERE "
        + matches(plan, columns);
  }

  static boolean assigned(Column column) {
    return !column.key() && column.settable();
  }

  /**
   * Numbers of the rows whose key is not there, counted from 1 in the order they were given; the
   * rows have the key and come as arrays.
   */
  static String missing(TablePlan plan) {
    List<Column> key = plan.key();
    return "SELECT u.n FROM unnest("
        + Sql.list(key, ", ", _ -> "?::text[]")
        + ") WITH ORDINALITY AS u("
        + Sql.list(key, ", ", c -> "c" + key.indexOf(c))
        + ", n) WHERE NOT EXISTS (SELECT FROM "
        + Sql.name(plan.target())
        + " AS t WHERE "
        + Sql.list(
            key,
            " AND ",
            c -> "t." + Sql.name(c.name()) + " = u.c" + key.indexOf(c) + "::" + c.type())
        + ") ORDER BY u.n";
  }

  static String insertNew(TablePlan plan, String rows) {
    return insert(plan, rows) + " DO NOTHING";
  }

  static String upsert(TablePlan plan, String rows) {
    List<Column> set = plan.columns().stream().filter(SetStatements::assigned).toList();
    if (set.isEmpty()) {
      return insertNew(plan, rows);
    }
    return insert(plan, rows)
        + " DO UPDATE SET "
        + Sql.list(set, ", ", c -> Sql.name(c.name()) + " = excluded." + Sql.name(c.name()));
  }

  private static String insert(TablePlan plan, String rows) {
    List<Column> columns = plan.columns();
    return "INSERT INTO "
        + Sql.name(plan.target())
        + " ("
        + names(columns)
        + ") OVERRIDING SYSTEM VALUE SELECT "
        + Sql.list(columns, ", ", c -> "s.c" + columns.indexOf(c))
        + " FROM "
        + rows
        + " ON CONFLICT ("
        + names(plan.key())
        + ")";
  }

  private static String matches(TablePlan plan, List<Column> columns) {
    return Sql.list(
        plan.key(), " AND ", c -> "t." + Sql.name(c.name()) + " = s.c" + columns.indexOf(c));
  }

  private static String names(List<Column> columns) {
    return Sql.list(columns, ", ", c -> Sql.name(c.name()));
  }
}
