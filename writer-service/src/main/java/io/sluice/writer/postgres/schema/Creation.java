package io.sluice.writer.postgres.schema;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.postgres.SqlFailures;
import io.sluice.postgres.Transactions;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes types and tables, each thing in one transaction, or finds that they are there. */
final class Creation {
  /** Any number that nobody else locks: two writers may want the same type at once. */
  private static final long LOCK = 0x736c75696366L;

  private static final int VIRTUAL_COLUMNS_SINCE = 18;

  private final Connection connection;
  private final String componentId;

  Creation(Connection connection, String componentId) {
    this.connection = connection;
    this.componentId = componentId;
  }

  /** Returns whether it was made; throws when one is there that lacks something. */
  boolean type(UserTypes.UserType type) throws SQLException {
    boolean[] made = {false};
    Transactions.run(
        connection,
        () -> {
          lock();
          if (!type.extension() && exists("to_regtype", type.name())) {
            checkLabels(type);
          } else if (type.create() == null) {
            throw new SluiceException(
                ErrorCode.SCHEMA_INCOMPATIBLE,
                "type "
                    + type.name()
                    + " is not at the destination and has to be made there by hand");
          } else if (!type.extension() || !extensionExists(type.name())) {
            if (!type.extension()) {
              schema(schemaOf(type.name()));
            }
            execute(type.create());
            made[0] = true;
          }
        });
    return made[0];
  }

  /** Makes a table that is not there; returns what had to be left out. */
  List<String> table(Table source, TableName target) throws SQLException {
    var leftOut = new ArrayList<String>();
    var ddl =
        new TableDdl(
            source,
            target,
            connection.getMetaData().getDatabaseMajorVersion() >= VIRTUAL_COLUMNS_SINCE);
    Transactions.run(
        connection,
        () -> {
          lock();
          schema(target.schema());
          for (var sequence : source.sequences()) {
            schema(ddl.targetOf(sequence).schema());
          }
          for (String sql : ddl.sequences()) {
            execute(sql);
          }
          execute(ddl.table(keyNameIsFree(source, target)));
          for (String sql : ddl.extras()) {
            if (!attempt(sql)) {
              leftOut.add(sql);
            }
          }
          for (String sql : ddl.comments()) {
            execute(sql);
          }
          remember(target);
        });
    return leftOut;
  }

  private boolean keyNameIsFree(Table source, TableName target) throws SQLException {
    var key = source.primaryKey();
    return key.isPresent()
        && !exists("to_regclass", Sql.name(new TableName(target.schema(), key.get().name())));
  }

  private void remember(TableName target) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "insert into sluice.created_table values (?, ?, ?) on conflict do nothing")) {
      statement.setString(1, componentId);
      statement.setString(2, target.schema());
      statement.setString(3, target.name());
      statement.executeUpdate();
    }
  }

  /** Makes a schema when there is none; needs no right to do so when there is. */
  private void schema(String name) throws SQLException {
    if (!exists("to_regnamespace", Sql.name(name))) {
      execute("create schema " + Sql.name(name));
    }
  }

  private void lock() throws SQLException {
    execute("select pg_advisory_xact_lock(" + LOCK + ")");
  }

  private boolean exists(String function, String name) throws SQLException {
    try (var statement = connection.prepareStatement("select " + function + "(?) is not null")) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    }
  }

  private boolean extensionExists(String name) throws SQLException {
    try (var statement =
        connection.prepareStatement("select from pg_extension where extname = ?")) {
      statement.setString(1, name);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void checkLabels(UserTypes.UserType type) throws SQLException {
    var there = new ArrayList<String>();
    try (var statement =
        connection.prepareStatement(
            "select enumlabel::text from pg_enum where enumtypid = to_regtype(?)")) {
      statement.setString(1, type.name());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          there.add(rows.getString(1));
        }
      }
    }
    var missing = type.labels().stream().filter(label -> !there.contains(label)).toList();
    if (!missing.isEmpty()) {
      var statements =
          missing.stream()
              .map(label -> "alter type " + type.name() + " add value " + Sql.literal(label))
              .toList();
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE,
          "type " + type.name() + " lacks values; run: " + String.join("; ", statements));
    }
  }

  private static String schemaOf(String typeName) {
    if (!typeName.startsWith("\"")) {
      return typeName.substring(0, typeName.indexOf('.'));
    }
    int end = 1;
    while (typeName.charAt(end) != '"' || typeName.charAt(end + 1) == '"') {
      end += typeName.charAt(end) == '"' ? 2 : 1;
    }
    return typeName.substring(1, end).replace("\"\"", "\"");
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** False when the destination does not have what the statement names. */
  private boolean attempt(String sql) throws SQLException {
    var before = connection.setSavepoint();
    try {
      execute(sql);
      connection.releaseSavepoint(before);
      return true;
    } catch (SQLException e) {
      if (SqlFailures.isTransient(e) || connection.isClosed()) {
        throw e;
      }
      connection.rollback(before);
      return false;
    }
  }
}
