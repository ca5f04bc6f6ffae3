package io.sluice.writer.postgres.schema;

import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.SqlFailures;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The foreign keys of tables that a writer made. They are made after the load, {@code NOT VALID},
 * because tables are copied under different snapshots and fit each other only once the log was
 * applied up to the end; then they are validated.
 *
 * <p>They are made only where the writer's sessions may set {@code session_replication_role}, so
 * that they bind whoever else writes to the destination but not the rows of the log, which the
 * source has checked already.
 */
public final class ForeignKeys {
  private record ForeignKey(String name, TableName table, TableName refersTo, String definition) {
    /** All that follows the referenced table: its columns and what is done when they change. */
    String referenced() {
      int at = definition.indexOf(" REFERENCES ") + " REFERENCES ".length();
      boolean quoted = false;
      while (quoted || definition.charAt(at) != '(') {
        quoted ^= definition.charAt(at) == '"';
        at++;
      }
      return definition.substring(at).replaceFirst(" NOT VALID$", "");
    }

    @Override
    public String toString() {
      return table + "." + name;
    }

    String columns() {
      return definition.substring(0, definition.indexOf(" REFERENCES "));
    }
  }

  private final Connection source;
  private final Connection destination;
  private final String componentId;
  private final BiConsumer<String, String> leftOut;

  /**
   * @param leftOut told of each that is not made, by table and name, and why
   */
  ForeignKeys(
      Connection source,
      Connection destination,
      String componentId,
      BiConsumer<String, String> leftOut) {
    this.source = source;
    this.destination = destination;
    this.componentId = componentId;
    this.leftOut = leftOut;
  }

  /** Makes those that are not there; repeatable. */
  void make(List<TableMapping> tables) throws SQLException {
    Map<TableName, TableMapping> bySource =
        tables.stream().collect(Collectors.toMap(TableMapping::source, table -> table));
    boolean silent = Boolean.parseBoolean(one(destination, SILENT));
    for (TableMapping table : tables) {
      if (!createdByUs(table.target())) {
        continue;
      }
      for (ForeignKey key : of(table.source())) {
        TableMapping other = bySource.get(key.refersTo());
        if (!silent) {
          leftOut.accept(
              key.toString(),
              "the user may not set session_replication_role, so it would refuse rows in the"
                  + " order of the log");
        } else if (other == null) {
          leftOut.accept(key.toString(), key.refersTo() + " is not in the project");
        } else if (!exists(table.target(), key.name())) {
          make(key, table.target(), other.target());
        }
      }
    }
  }

  private static final String SILENT =
      "select current_setting('session_replication_role') = 'replica'";

  private void make(ForeignKey key, TableName table, TableName refersTo) throws SQLException {
    try (var statement = destination.createStatement()) {
      statement.execute(
          "alter table %s add constraint %s %s references %s %s not valid"
              .formatted(
                  Sql.name(table),
                  Sql.name(key.name()),
                  key.columns(),
                  Sql.name(refersTo),
                  key.referenced()));
    } catch (SQLException e) {
      if (SqlFailures.isTransient(e) || destination.isClosed()) {
        throw e;
      }
      leftOut.accept(key.toString(), "the destination refuses it, " + SqlFailures.text(e, table));
    }
  }

  /**
   * Validates all that this writer made and that are not valid yet; other transactions go on
   * writing meanwhile.
   *
   * @param destination in autocommit mode
   * @param failed told of each that rows violate
   */
  public static void validate(Connection destination, String componentId, Consumer<String> failed)
      throws SQLException {
    List<String> statements = new ArrayList<>();
    try (var statement =
        destination.prepareStatement(
            """
            select format('alter table %I.%I validate constraint %I', n.nspname, c.relname, f.conname)
              from pg_constraint f
              join pg_class c on c.oid = f.conrelid
              join pg_namespace n on n.oid = c.relnamespace
              join sluice.created_table t
                on t.table_schema = n.nspname and t.table_name = c.relname
             where f.contype = 'f' and not f.convalidated and t.component_id = ?
             order by 1
            """)) {
      statement.setString(1, componentId);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          statements.add(rows.getString(1));
        }
      }
    }
    for (String sql : statements) {
      try (var statement = destination.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        if (SqlFailures.isTransient(e) || destination.isClosed()) {
          throw e;
        }
        failed.accept(sql + ": " + SqlFailures.text(e, null));
      }
    }
  }

  private List<ForeignKey> of(TableName table) throws SQLException {
    List<ForeignKey> keys = new ArrayList<>();
    try (var statement =
        source.prepareStatement(
            """
            select f.conname, rn.nspname, r.relname, pg_get_constraintdef(f.oid)
              from pg_constraint f
              join pg_class c on c.oid = f.conrelid
              join pg_namespace n on n.oid = c.relnamespace
              join pg_class r on r.oid = f.confrelid
              join pg_namespace rn on rn.oid = r.relnamespace
             where f.contype = 'f' and f.conparentid = 0 and n.nspname = ? and c.relname = ?
             order by f.conname
            """)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(
              new ForeignKey(
                  rows.getString(1),
                  table,
                  new TableName(rows.getString(2), rows.getString(3)),
                  rows.getString(4)));
        }
      }
    }
    return keys;
  }

  private boolean exists(TableName table, String name) throws SQLException {
    try (var statement =
        destination.prepareStatement(
            "select from pg_constraint where conrelid = ?::regclass and conname = ?")) {
      statement.setString(1, Sql.name(table));
      statement.setString(2, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private boolean createdByUs(TableName target) throws SQLException {
    return CreatedTables.has(destination, componentId, target);
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getBoolean(1));
    }
  }
}
