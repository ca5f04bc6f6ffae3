package io.sluice.postgres;

import io.sluice.change.SnapshotVisibility;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;

/**
 * When a committed transaction of a PostgreSQL can be seen by others. It is in the log from the
 * moment it is durable, but other sessions see it only when its own session has gone on: a moment
 * later, or with synchronous replication as much later as the standby takes. Whoever has a
 * transaction from the log and reads the tables as well has to wait for it, or takes a row for gone
 * that has just come.
 *
 * <p>PostgreSQL: RecordTransactionCommit comes before ProcArrayEndTransaction in {@code xact.c};
 * see also "Synchronous Replication" in the manual.
 */
public final class CommitVisibility {
  private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  private CommitVisibility() {}

  /**
   * Returns when every statement that begins from now on sees these transactions.
   *
   * @param source in autocommit mode, or else a new snapshot would not be taken
   * @param transactionIds 32-bit ids of transactions that have committed
   * @throws SluiceException SOURCE_UNREACHABLE after a minute
   */
  public static void await(Connection source, Collection<Long> transactionIds)
      throws SQLException, InterruptedException {
    long begun = System.nanoTime();
    while (!snapshot(source).seesAll(transactionIds)) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new SluiceException(
            ErrorCode.SOURCE_UNREACHABLE,
            "a transaction of the log is not to be seen at the source yet");
      }
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static SnapshotVisibility snapshot(Connection source) throws SQLException {
    try (var statement = source.createStatement();
        var row = statement.executeQuery("select pg_current_snapshot()::text")) {
      row.next();
      return SnapshotVisibility.parse(row.getString(1));
    }
  }
}
