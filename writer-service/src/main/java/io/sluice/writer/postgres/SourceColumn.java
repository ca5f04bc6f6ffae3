package io.sluice.writer.postgres;

import io.sluice.change.ColumnSchema;
import io.sluice.contract.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the source's catalog says now of a column that was added there.
 *
 * @param type with modifiers, and with schema unless it is PostgreSQL's own
 * @param collation null when it is the type's own
 * @param constantDefault the value of the rows that were there before the column; null when they
 *     have none, or each has its own
 * @param defaultExpression null when there is none
 * @param perRow whether the rows that were there before may each have got a value of their own, by
 *     an expression that is evaluated for each: these values are not in the log. That has rewritten
 *     the table, which then has another file than it began with; the default that did it may be
 *     gone again
 */
public record SourceColumn(
    String type,
    @Nullable String collation,
    @Nullable String constantDefault,
    @Nullable String defaultExpression,
    boolean perRow) {

  /** Empty when the column is gone again, or was never to be told by its number. */
  public static Optional<SourceColumn> find(Connection source, TableName table, ColumnSchema column)
      throws SQLException {
    boolean autoCommit = source.getAutoCommit();
    source.setAutoCommit(false);
    try (var path = source.createStatement();
        var statement =
            source.prepareStatement(
                """
                select format_type(a.atttypid, a.atttypmod),
                       (select quote_ident(cn.nspname) || '.' || quote_ident(cl.collname)
                          from pg_collation cl join pg_namespace cn on cn.oid = cl.collnamespace
                         where cl.oid = a.attcollation and a.attcollation <> t.typcollation),
                       (a.attmissingval::text::text[])[1],
                       pg_get_expr(d.adbin, d.adrelid),
                       not a.atthasmissing and c.relfilenode is distinct from c.oid
                  from pg_attribute a
                  join pg_type t on t.oid = a.atttypid
                  join pg_class c on c.oid = a.attrelid
                  join pg_namespace n on n.oid = c.relnamespace
                  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                 where n.nspname = ? and c.relname = ? and a.attnum = ? and not a.attisdropped
                """)) {
      path.execute("set local search_path = pg_catalog");
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      statement.setInt(3, column.number());
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new SourceColumn(
                    rows.getString(1),
                    rows.getString(2),
                    rows.getString(3),
                    rows.getString(4),
                    rows.getBoolean(5)))
            : Optional.empty();
      }
    } finally {
      source.rollback();
      source.setAutoCommit(autoCommit);
    }
  }
}
