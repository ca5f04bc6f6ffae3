package io.sluice.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The two databases of a copy: a failure means something else on each. */
public enum DatabaseRole {
  SOURCE(ErrorCode.SOURCE_UNREACHABLE),
  DESTINATION(ErrorCode.DESTINATION_UNREACHABLE);

  private final ErrorCode unreachable;

  DatabaseRole(ErrorCode unreachable) {
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

  /** Opens a session that reads rows, or reads and writes them at the destination. */
  Connection connect(DataSource.Postgres database, String applicationName) {
    Connection connection = Postgres.connect(database, applicationName, unreachable);
    try {
      if (this == DESTINATION) {
        SessionSettings.forWriting(connection);
      } else {
        SessionSettings.forReading(connection);
      }
      return connection;
    } catch (SQLException e) {
      close(connection, e);
      throw failure(e);
    }
  }

  private static void close(Connection connection, SQLException because) {
    try {
      connection.close();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
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
    return SqlFailures.classify(e, unreachable, null);
  }
}
