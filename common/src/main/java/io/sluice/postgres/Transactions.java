package io.sluice.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction on a connection that is otherwise in autocommit mode. */
public final class Transactions {
  private Transactions() {}

  /** What is done between begin and commit. */
  @FunctionalInterface
  public interface Work {
    void run() throws SQLException;
  }

  /** Commits what {@code work} did; rolls it back when it throws. */
  public static void run(Connection connection, Work work) throws SQLException {
    connection.setAutoCommit(false);
    boolean committed = false;
    try {
      work.run();
      connection.commit();
      committed = true;
    } finally {
      end(connection, committed);
    }
  }

  private static void end(Connection connection, boolean committed) throws SQLException {
    if (connection.isClosed()) {
      return; // lost on the way: the server has rolled back, and the cause is being thrown
    }
    if (!committed) {
      connection.rollback();
    }
    connection.setAutoCommit(true);
  }
}
