package io.sluice.postgres;

import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The snapshot under which a chunk is read.
 *
 * @param visible which transactions it saw, as {@code pg_current_snapshot()} says it
 * @param position a position of the source's log, taken after the snapshot
 * @param time of the source's clock
 */
public record ChunkSnapshot(String visible, long position, Instant time) {
  /**
   * Begins a transaction, of which this is the first statement: the snapshot is the one under which
   * everything after it reads. To a snapshot that is older, a table that ALTER TABLE has rewritten,
   * or that was truncated, is empty (PostgreSQL's "Serialization caveats"); so the table is locked
   * against that first, by the lock that every query takes.
   *
   * @param source in autocommit mode
   * @param table that is to be read
   */
  public static ChunkSnapshot begin(Connection source, TableName table) throws SQLException {
    source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    source.setReadOnly(true);
    source.setAutoCommit(false);
    try (var lock = source.createStatement()) {
      lock.execute("lock table " + Sql.name(table) + " in access share mode");
    }
    try (var statement = source.createStatement();
        var row =
            statement.executeQuery(
                """
                select pg_current_snapshot()::text,
                  (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
                  (extract(epoch from clock_timestamp()) * 1000)::bigint
                """)) {
      row.next();
      return new ChunkSnapshot(
          row.getString(1), row.getLong(2), Instant.ofEpochMilli(row.getLong(3)));
    }
  }

  /** The same with a position of the source's log now, at which it has all that was seen. */
  public ChunkSnapshot asOfNow(Connection source) throws SQLException {
    try (var statement = source.createStatement();
        var row =
            statement.executeQuery(
                "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")) {
      row.next();
      return new ChunkSnapshot(visible, row.getLong(1), time);
    }
  }

  /** Ends the transaction. */
  public static void end(Connection source) throws SQLException {
    source.commit();
    source.setAutoCommit(true);
  }
}
