package io.sluice.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** How sessions are set up: a value has the same text on every connection that carries rows. */
public final class SessionSettings {
  /** Text of values must not depend on where this process runs, or on who set the server up. */
  private static final List<String> TEXT =
      List.of(
          "set timezone = 'UTC'",
          "set datestyle = 'ISO, YMD'",
          "set intervalstyle = 'postgres'",
          "set bytea_output = 'hex'",
          "set extra_float_digits = 1");

  private static final List<String> ROWS =
      List.of(
          "set client_encoding = 'UTF8'",
          "set xmloption = 'content'",
          // Row security refuses instead of hiding rows.
          "set row_security = off",
          "set statement_timeout = 0",
          "set idle_in_transaction_session_timeout = 0");

  /**
   * Safe because what says how far the data goes is in the same transaction: what a crash of the
   * server loses, it loses together with the data, and it is written again.
   */
  private static final String WITHOUT_WAITING = "set synchronous_commit = off";

  /**
   * Triggers and foreign keys stay silent, as they do under PostgreSQL's own replication; only who
   * may set this can have it so.
   */
  private static final String AS_REPLICA =
      """
      do $$
      begin
        set session_replication_role = replica;
      exception when insufficient_privilege then
        null;
      end $$
      """;

  private SessionSettings() {}

  /** For a session that decodes the log; takes each statement by itself. */
  public static void forText(Connection connection) throws SQLException {
    execute(connection, TEXT);
  }

  /** For a session that reads rows. */
  public static void forReading(Connection connection) throws SQLException {
    execute(connection, TEXT);
    execute(connection, ROWS);
  }

  /** For a session that writes rows. */
  public static void forWriting(Connection connection) throws SQLException {
    forReading(connection);
    var more = new ArrayList<String>();
    more.add(WITHOUT_WAITING);
    more.add(AS_REPLICA);
    execute(connection, more);
  }

  private static void execute(Connection connection, List<String> settings) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings) {
        statement.execute(setting);
      }
    }
  }
}
