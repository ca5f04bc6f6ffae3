package io.sluice.connector.postgres;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.chunk.KeyOrder;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from the source's catalog what a copy needs to know. */
public final class SourceCatalog {
  private SourceCatalog() {}

  /**
   * @throws SluiceException SCHEMA_INCOMPATIBLE when there is no such table, KEY_MISSING when its
   *     rows cannot be told apart
   */
  public static CopyTable table(Connection connection, TableMapping mapping) throws SQLException {
    TableName name = mapping.source();
    var columns = new ArrayList<ColumnSchema>();
    String first = null;
    String firstType = "";
    for (var column : columns(connection, name)) {
      var chosen = mapping.columns();
      if (chosen == null || column.keyPlace() > 0 || chosen.contains(column.name())) {
        columns.add(
            new ColumnSchema(column.name(), column.type(), column.nullable(), column.isKey()));
        if (column.keyPlace() == 1) {
          first = column.name();
          firstType = column.type();
        }
      }
    }
    if (columns.isEmpty()) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "no table " + name + " at the source");
    }
    if (columns.stream().noneMatch(ColumnSchema::key)) {
      throw new SluiceException(ErrorCode.KEY_MISSING, "table " + name);
    }
    return new CopyTable(
        name,
        new TableSchema(0, name.schema(), name.name(), columns),
        first,
        indexOf(columns, first),
        firstType,
        order(first, firstType),
        partitioned(connection, name),
        estimate(connection, name),
        mapping.condition());
  }

  private record Found(String name, String type, boolean nullable, int keyPlace, boolean whole) {
    boolean isKey() {
      return keyPlace > 0 || whole;
    }
  }

  /**
   * Columns in order, with the place of each in the index that is the replica identity, or else in
   * the primary key, as the log tells rows apart; without either every column is part of what tells
   * rows apart, if the replica identity is FULL. Generated columns are left out, as the log leaves
   * them out.
   */
  private static List<Found> columns(Connection connection, TableName table) throws SQLException {
    String sql =
        """
        WITH t AS (
          SELECT c.oid, c.relreplident FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')),
        k AS (
          SELECT i.indrelid, i.indkey FROM pg_index i JOIN t ON t.oid = i.indrelid
          WHERE i.indisprimary OR (i.indisreplident AND t.relreplident = 'i')
          ORDER BY i.indisprimary LIMIT 1)
        SELECT a.attname,
          y.typname || coalesce(substring(format_type(a.atttypid, a.atttypmod) FROM '\\([^)]*\\)'), ''),
          NOT a.attnotnull,
          coalesce(array_position(k.indkey::int2[], a.attnum) + 1, 0),
          k.indrelid IS NULL AND t.relreplident = 'f'
        FROM t JOIN pg_attribute a ON a.attrelid = t.oid JOIN pg_type y ON y.oid = a.atttypid
        LEFT JOIN k ON true
        WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum
        """;
    var found = new ArrayList<Found>();
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Found(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getBoolean(3),
                  rows.getInt(4),
                  rows.getBoolean(5)));
        }
      }
    }
    return found;
  }

  /** Row count by the planner, or from the size of a table that was never analyzed. */
  private static long estimate(Connection connection, TableName table) throws SQLException {
    String sql =
        """
        SELECT coalesce(sum(greatest(c.reltuples, pg_relation_size(c.oid) / 200)), 0)::bigint
        FROM (SELECT ?::regclass AS relid UNION SELECT relid FROM pg_partition_tree(?::regclass)) p
        JOIN pg_class c ON c.oid = p.relid
        """;
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, Sql.name(table));
      statement.setString(2, Sql.name(table));
      try (var rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static boolean partitioned(Connection connection, TableName table) throws SQLException {
    try (var statement =
        connection.prepareStatement("SELECT relkind = 'p' FROM pg_class WHERE oid = ?::regclass")) {
      statement.setString(1, Sql.name(table));
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private static @Nullable KeyOrder order(@Nullable String keyColumn, String type) {
    if (keyColumn == null) {
      return null;
    }
    return switch (type) {
      case "int2", "int4", "int8" -> KeyOrder.INTEGER;
      case "uuid" -> KeyOrder.UUID;
      default -> KeyOrder.TEXT;
    };
  }

  private static int indexOf(List<ColumnSchema> columns, @Nullable String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
