package io.sluice.writer.postgres;

import io.sluice.change.ChangeCodec;
import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which description of its source table each table of a writer follows, as its destination has it.
 * One whose id is 0 was read from the source's catalog, before the log said anything.
 */
public final class AppliedSchemas {
  private AppliedSchemas() {}

  /** By the name of the source table. */
  public static Map<TableName, TableSchema> load(Connection destination, String componentId)
      throws SQLException {
    Map<TableName, TableSchema> schemas = new HashMap<>();
    try (var statement =
        destination.prepareStatement(
            "select description from sluice.applied_schema where component_id = ?")) {
      statement.setString(1, componentId);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          TableSchema schema = ChangeCodec.decodeSchema(rows.getBytes(1));
          schemas.put(new TableName(schema.schema(), schema.table()), schema);
        }
      }
    }
    return schemas;
  }

  /** In the caller's transaction, which alters the table. */
  public static void save(Connection destination, String componentId, TableSchema schema)
      throws SQLException {
    try (var statement =
        destination.prepareStatement(
            """
            insert into sluice.applied_schema (component_id, source_schema, source_table, description)
            values (?, ?, ?, ?)
            on conflict (component_id, source_schema, source_table)
              do update set description = excluded.description
            """)) {
      statement.setString(1, componentId);
      statement.setString(2, schema.schema());
      statement.setString(3, schema.table());
      statement.setBytes(4, ChangeCodec.encode(schema));
      statement.executeUpdate();
    }
  }

  /**
   * How a table is now, as its source's log would describe it: generated columns have no part in
   * it, and keys are not told.
   *
   * @param source from now on sees PostgreSQL's own names without schema, and no others: so the log
   *     spells types too
   */
  public static TableSchema describe(Connection source, TableName table) throws SQLException {
    List<ColumnSchema> columns = new ArrayList<>();
    try (var path = source.createStatement()) {
      path.execute("set search_path = pg_catalog");
    }
    try (var statement =
        source.prepareStatement(
            """
            select a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, a.attnum
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ?
               and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum
            """)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(
              new ColumnSchema(
                  rows.getString(1), rows.getString(2), rows.getBoolean(3), false, rows.getInt(4)));
        }
      }
    }
    return new TableSchema(0, table.schema(), table.name(), columns);
  }
}
