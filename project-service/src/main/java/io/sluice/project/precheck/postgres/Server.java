package io.sluice.project.precheck.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.TableName;
import io.sluice.postgres.Database;
import io.sluice.postgres.Postgres;
import io.sluice.postgres.Publication;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that is looked at: nothing written stays, and nothing waits for long. */
public final class Server implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Connection connection;

  /** One row of a query. */
  @FunctionalInterface
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Server(Connection connection) {
    this.connection = connection;
  }

  /**
   * @throws io.sluice.contract.SluiceException as {@link Postgres#connect}
   */
  public static Server connect(Database source, ErrorCode unreachable) throws SQLException {
    Connection connection = Postgres.connect(source.settings(), "sluice precheck", unreachable);
    try {
      connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS + 1_000);
      try (var statement = connection.createStatement()) {
        statement.execute("set default_transaction_read_only = on");
        statement.execute("set statement_timeout = " + PATIENCE_MILLIS);
        statement.execute("set lock_timeout = " + PATIENCE_MILLIS);
      }
      return new Server(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  <T> List<T> rows(String sql, Reading<T> reading, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reading.of(row));
        }
      }
      return rows;
    }
  }

  <T> T row(String sql, Reading<T> reading, Object... parameters) throws SQLException {
    return rows(sql, reading, parameters).getFirst();
  }

  /** Statements that change something, which is undone in the end. */
  @FunctionalInterface
  interface Attempt<T> {
    T of() throws SQLException;
  }

  <T> T undone(Attempt<T> attempt) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute("set transaction read write");
      return attempt.of();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  Publication publication(String storeId) {
    return new Publication(connection, storeId);
  }

  String text(String sql) throws SQLException {
    return row(sql, row -> String.valueOf(row.getString(1)));
  }

  Array texts(List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  Array schemas(List<TableName> tables) throws SQLException {
    return texts(tables.stream().map(TableName::schema).toList());
  }

  Array names(List<TableName> tables) throws SQLException {
    return texts(tables.stream().map(TableName::name).toList());
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
