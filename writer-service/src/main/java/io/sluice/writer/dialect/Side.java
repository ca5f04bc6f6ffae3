package io.sluice.writer.dialect;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Postgres;
import io.sluice.datasource.SqlFailures;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The two databases of a copy: a failure means something else on each. */
public enum Side {
  SOURCE(ErrorCode.SOURCE_UNREACHABLE),
  DESTINATION(ErrorCode.DESTINATION_UNREACHABLE);

  /** So that text is the same on both sides, and row security refuses instead of hiding rows. */
  private static final String SETTINGS =
      """
      set client_encoding = 'UTF8';
      set datestyle = 'ISO, YMD';
      set intervalstyle = 'postgres';
      set timezone = 'UTC';
      set extra_float_digits = 3;
      set bytea_output = 'hex';
      set xmloption = 'content';
      set row_security = off;
      set statement_timeout = 0;
      set idle_in_transaction_session_timeout = 0
      """;

  /**
   * A copy's triggers and foreign keys stay silent, as they do under PostgreSQL's own replication;
   * only who may set this can have it so.
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

  private final ErrorCode unreachable;

  Side(ErrorCode unreachable) {
    this.unreachable = unreachable;
  }

  /** Something done on one side. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws SQLException;
  }

  /** Something looked for on one side. */
  @FunctionalInterface
  public interface Search<T> {
    @Nullable T run() throws SQLException;
  }

  /** Something done on one side, without a result. */
  @FunctionalInterface
  public interface Act {
    void run() throws SQLException;
  }

  /** Opens a session that reads or writes rows. */
  public Connection connect(DataSource.Postgres database, String applicationName) {
    Connection connection = Postgres.connect(database, applicationName, unreachable);
    act(
        () -> {
          try (var statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            if (this == DESTINATION) {
              // Safe because what says how far the data goes is in the same transaction.
              statement.execute("set synchronous_commit = off");
              statement.execute(AS_REPLICA);
            }
          }
        });
    return connection;
  }

  /** Does it; a failure comes with the code and the facts that it has on this side. */
  public <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Like {@link #call}, where nothing may be found. */
  public <T> @Nullable T find(Search<T> search) {
    try {
      return search.run();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Does it; a failure comes with the code and the facts that it has on this side. */
  public void act(Act act) {
    try {
      act.run();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What a failure means on this side. */
  public SluiceException failure(SQLException e) {
    return SqlFailures.classify(e, unreachable);
  }
}
