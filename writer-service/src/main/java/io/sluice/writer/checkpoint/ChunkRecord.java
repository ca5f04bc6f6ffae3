package io.sluice.writer.checkpoint;

import io.sluice.contract.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table that full synchronization copies, or has copied, in one transaction.
 *
 * <p>The chunks of a table cover all keys there can be, each key once. Chunks without a key column
 * are the only one of their table.
 *
 * @param keyColumn first column of the key, by whose ranges the table is cut; null for one chunk
 * @param low smallest key that belongs to it, in the database's text form; null for no bound
 * @param high smallest key above it; null for no bound
 * @param merge true when the table held rows of others before, so that rows have to be merged into
 *     it under the conflict policy
 * @param copied what the copy saw; null while it is not done
 */
public record ChunkRecord(
    TableName source,
    int number,
    @Nullable String keyColumn,
    @Nullable KeyKind kind,
    @Nullable String low,
    @Nullable String high,
    boolean merge,
    @Nullable Copied copied) {

  /**
   * @param snapshot {@code pg_current_snapshot()} of the transaction that read it
   * @param position a WAL position of the source taken after that: everything committed beyond it
   *     was not seen
   */
  public record Copied(String snapshot, long position, long rows) {}

  /** True when the row with this value in {@link #keyColumn} belongs to this chunk. */
  public boolean holds(String key) {
    if (kind == null) {
      return true;
    }
    return (low == null || kind.compare(key, low) >= 0)
        && (high == null || kind.compare(key, high) < 0);
  }

  /** All chunks of a writer, by table and number; empty when it never synchronized in full. */
  public static List<ChunkRecord> load(Connection connection, String componentId)
      throws SQLException {
    if (!CheckpointTables.exist(connection)) {
      return List.of();
    }
    try (var statement =
        connection.prepareStatement(
            """
            select source_schema, source_table, number, key_column, key_kind, low, high, merge,
                   snapshot, position, rows, done
            from sluice.chunk where component_id = ?
            order by source_schema, source_table, number
            """)) {
      statement.setString(1, componentId);
      var chunks = new ArrayList<ChunkRecord>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          chunks.add(read(rows));
        }
      }
      return chunks;
    }
  }

  private static ChunkRecord read(ResultSet rows) throws SQLException {
    String kind = rows.getString("key_kind");
    var copied =
        rows.getBoolean("done")
            ? new Copied(rows.getString("snapshot"), rows.getLong("position"), rows.getLong("rows"))
            : null;
    return new ChunkRecord(
        new TableName(rows.getString("source_schema"), rows.getString("source_table")),
        rows.getInt("number"),
        rows.getString("key_column"),
        kind == null ? null : KeyKind.valueOf(kind),
        rows.getString("low"),
        rows.getString("high"),
        rows.getBoolean("merge"),
        copied);
  }

  /** Records chunks that are to be copied. */
  public static void plan(Connection connection, String componentId, List<ChunkRecord> chunks)
      throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            insert into sluice.chunk (component_id, source_schema, source_table, number, key_column,
              key_kind, low, high, merge)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      for (var chunk : chunks) {
        statement.setString(1, componentId);
        statement.setString(2, chunk.source().schema());
        statement.setString(3, chunk.source().name());
        statement.setInt(4, chunk.number());
        statement.setString(5, chunk.keyColumn());
        statement.setString(6, chunk.kind() == null ? null : chunk.kind().name());
        statement.setString(7, chunk.low());
        statement.setString(8, chunk.high());
        statement.setBoolean(9, chunk.merge());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Marks this chunk as copied, in the transaction that holds its rows. */
  public void done(Connection connection, String componentId, Copied result) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            """
            update sluice.chunk set done = true, snapshot = ?, position = ?, rows = ?
            where component_id = ? and source_schema = ? and source_table = ? and number = ?
              and not done
            """)) {
      statement.setString(1, result.snapshot());
      statement.setLong(2, result.position());
      statement.setLong(3, result.rows());
      statement.setString(4, componentId);
      statement.setString(5, source.schema());
      statement.setString(6, source.name());
      statement.setInt(7, number);
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("chunk " + number + " of " + source + " is done already");
      }
    }
  }
}
