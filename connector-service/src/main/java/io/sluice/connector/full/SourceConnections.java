package io.sluice.connector.full;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Postgres;
import java.sql.Connection;
import java.sql.SQLException;

/** Connections to the source on which every value has the text form that the Store logs. */
public final class SourceConnections {
  private static final int LONGEST_SILENCE_MILLIS = 3_600_000;

  private final DataSource.Postgres source;
  private final String componentId;

  public SourceConnections(DataSource.Postgres source, String componentId) {
    this.source = source;
    this.componentId = componentId;
  }

  public String database() {
    return source.database();
  }

  Connection open() {
    var connection = Postgres.connect(source, componentId, ErrorCode.SOURCE_UNREACHABLE);
    try (var statement = connection.createStatement()) {
      // Sorting a large table can be silent for long.
      connection.setNetworkTimeout(Runnable::run, LONGEST_SILENCE_MILLIS);
      statement.execute(
          """
          SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
          SET bytea_output = 'hex'; SET extra_float_digits = 1;
          SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0
          """);
      return connection;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** What a failure of the source means; without its text, which can hold values of rows. */
  static SluiceException failed(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    ErrorCode code =
        switch (state) {
          case "42501" -> ErrorCode.PRIVILEGE_MISSING;
          case "42P01", "3F000", "42703" -> ErrorCode.SCHEMA_INCOMPATIBLE;
          default -> ErrorCode.SOURCE_UNREACHABLE;
        };
    return new SluiceException(code, "the source answered with SQL state " + state, e);
  }
}
