package io.sluice.writer.postgres.checkpoint;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands the tables of a writer that brings them in over to the one that goes on with all, in one
 * transaction of the destination, in which both stand still: the giver has then written the log at
 * least as far as the taker has, which leaves out what it finds of these tables up to there.
 *
 * <p>The taker is fenced by it. Its next run has to be of a later revision than the giver's: by
 * that one it goes on without the tables, which it would forget again.
 */
public final class Merge {
  private static final List<String> MOVED = List.of("sluice.chunk", "sluice.applied_schema");

  private final Connection connection;
  private final ComponentSpec giver;
  private final long epoch;
  private final String taker;

  /**
   * @param connection not in autocommit mode
   * @param epoch of the giver's run
   * @param taker id of the writer that is to have the tables
   */
  public Merge(Connection connection, ComponentSpec giver, long epoch, String taker) {
    this.connection = connection;
    this.giver = giver;
    this.epoch = epoch;
    this.taker = taker;
  }

  /**
   * Keeps the taker where it is until the end of the transaction.
   *
   * @return offset of the next entry of the log that it will write; null when it does not write the
   *     log yet
   */
  public @Nullable Long hold() throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select log_offset from sluice.checkpoint where component_id = ? for update")) {
      statement.setString(1, taker);
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getLong(1) >= 0 ? (Long) rows.getLong(1) : null;
      }
    }
  }

  /**
   * To be committed by the caller.
   *
   * @throws io.sluice.contract.SluiceException FENCED; the caller must roll back
   */
  public void handOver() throws SQLException {
    for (String table : MOVED) {
      // What the taker has there of an earlier time was of tables that it has let go.
      forget(table);
      update("update " + table + " set component_id = ? where component_id = ?");
    }
    // Some of these it may have made itself, before it let them go.
    update(
        """
        insert into sluice.created_table
        select ?, table_schema, table_name from sluice.created_table where component_id = ?
        on conflict do nothing
        """);
    forget("sluice.merged_table");
    try (var statement =
        connection.prepareStatement(
            """
            insert into sluice.merged_table (component_id, source_schema, source_table, position)
            select ?, ?, ?, commit_position from sluice.checkpoint where component_id = ?
            """)) {
      for (TableName table : giver.sourceTables()) {
        statement.setString(1, taker);
        statement.setString(2, table.schema());
        statement.setString(3, table.name());
        statement.setString(4, giver.componentId());
        statement.addBatch();
      }
      statement.executeBatch();
    }
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint set epoch = epoch + 1, revision = greatest(revision, ?),
              updated_at = clock_timestamp()
            where component_id = ?
            """)) {
      statement.setLong(1, giver.revision() + 1);
      statement.setString(2, taker);
      statement.executeUpdate();
    }
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.checkpoint set log_offset = ?, updated_at = clock_timestamp()
            where component_id = ? and epoch = ?
            """)) {
      statement.setLong(1, Checkpoint.MERGED);
      statement.setString(2, giver.componentId());
      statement.setLong(3, epoch);
      Checkpoint.mustHit(statement, giver.componentId(), epoch);
    }
  }

  private void forget(String table) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "delete from "
                + table
                + " where component_id = ? and source_schema = ? and source_table = ?")) {
      for (TableName source : giver.sourceTables()) {
        statement.setString(1, taker);
        statement.setString(2, source.schema());
        statement.setString(3, source.name());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * @param sql names the taker, then the giver
   */
  private void update(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, taker);
      statement.setString(2, giver.componentId());
      statement.executeUpdate();
    }
  }

  /**
   * The tables that came to a writer when it was at work, each with the source position up to which
   * it had been written by then.
   */
  public static Map<TableName, Long> positions(Connection connection, String componentId)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            select source_schema, source_table, position from sluice.merged_table
            where component_id = ?
            """)) {
      statement.setString(1, componentId);
      var positions = new HashMap<TableName, Long>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          positions.put(new TableName(rows.getString(1), rows.getString(2)), rows.getLong(3));
        }
      }
      return positions;
    }
  }
}
