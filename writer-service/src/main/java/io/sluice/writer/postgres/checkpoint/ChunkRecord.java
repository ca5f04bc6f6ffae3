package io.sluice.writer.postgres.checkpoint;

import io.sluice.chunk.ChunkRule;
import io.sluice.chunk.CopiedTable;
import io.sluice.chunk.KeyOrder;
import io.sluice.chunk.KeyRange;
import io.sluice.contract.TableName;
import io.sluice.postgres.TableSample;
import io.sluice.postgres.Transactions;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part of a table that full synchronization copies, or has copied, in one transaction.
 *
 * <p>The chunks of a table cover all keys there can be, each key once. Chunks without a key column
 * are the only one of their table.
 *
 * @param keyColumn first column of the key, by whose ranges the table is cut; null for one chunk
 * @param order of the key column's values; null for one chunk
 * @param merge true when the table held rows of others before, so that rows have to be merged into
 *     it under the conflict policy
 * @param copied what the copy saw; null while it is not done
 */
public record ChunkRecord(
    TableName source,
    int number,
    @Nullable String keyColumn,
    @Nullable KeyOrder order,
    KeyRange range,
    boolean merge,
    @Nullable Copied copied) {

  /**
   * @param snapshot {@code pg_current_snapshot()} of the transaction that read it
   * @param position a WAL position of the source taken after that: everything committed beyond it
   *     was not seen
   */
  public record Copied(String snapshot, long position, long rows) {}

  /** Chunks of a table, and about how many rows it has. */
  public record Cut(List<ChunkRecord> chunks, long estimate) {}

  /** Cuts a table into chunks, none of which is copied. */
  public static Cut cut(Connection source, TableSample.Of table, boolean merge)
      throws SQLException {
    var sample = TableSample.take(source, table);
    var chunks = new ArrayList<ChunkRecord>();
    KeyOrder order = table.keyColumn() == null ? null : table.order();
    for (var range : sample.ranges()) {
      chunks.add(
          new ChunkRecord(
              table.table(), chunks.size(), table.keyColumn(), order, range, merge, null));
    }
    return new Cut(chunks, sample.rows());
  }

  /**
   * The chunk rule over what these chunks have copied.
   *
   * @param merged up to which position tables were written that came later than the others
   */
  public static ChunkRule rule(List<ChunkRecord> chunks, Map<TableName, Long> merged) {
    Map<TableName, List<ChunkRecord>> byTable =
        chunks.stream().collect(Collectors.groupingBy(ChunkRecord::source));
    Map<TableName, CopiedTable> tables = new HashMap<>();
    merged.forEach(
        (table, position) -> tables.put(table, new CopiedTable(null, null, List.of(), position)));
    byTable.forEach(
        (table, all) -> {
          var parts = new ArrayList<CopiedTable.Part>();
          for (ChunkRecord chunk : all) {
            Copied copied = chunk.copied();
            if (copied != null) {
              parts.add(new CopiedTable.Part(chunk.range(), copied.snapshot(), copied.position()));
            }
          }
          var first = all.getFirst();
          tables.put(
              table, new CopiedTable(first.keyColumn(), first.order(), parts, merged.get(table)));
        });
    return new ChunkRule(tables);
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
        kind == null ? null : KeyOrder.valueOf(kind),
        new KeyRange(rows.getString("low"), rows.getString("high")),
        rows.getBoolean("merge"),
        copied);
  }

  /**
   * Forgets what tables had reached that the writer has no longer: should one come back, it has to
   * be copied again.
   *
   * @param connection in autocommit mode
   * @throws io.sluice.contract.SluiceException FENCED
   */
  public static void forgetAllBut(
      Connection connection, String componentId, long epoch, Set<TableName> tables)
      throws SQLException {
    String[] kept = tables.stream().map(Sql::name).toArray(String[]::new);
    Transactions.run(
        connection,
        () -> {
          for (String forgetful :
              List.of(
                  "sluice.chunk",
                  "sluice.comparison",
                  "sluice.applied_schema",
                  "sluice.merged_table")) {
            try (var delete =
                connection.prepareStatement(
                    "delete from "
                        + forgetful
                        + " where component_id = ?"
                        + " and not format('\"%s\".\"%s\"', replace(source_schema, '\"', '\"\"'),"
                        + " replace(source_table, '\"', '\"\"')) = any (?)")) {
              delete.setString(1, componentId);
              delete.setArray(2, connection.createArrayOf("text", kept));
              delete.executeUpdate();
            }
          }
          Checkpoint.hold(connection, componentId, epoch);
        });
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
        statement.setString(6, chunk.order() == null ? null : chunk.order().name());
        statement.setString(7, chunk.range().low());
        statement.setString(8, chunk.range().high());
        statement.setBoolean(9, chunk.merge());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Conditions that a row of the chunk meets, on either side. */
  public List<String> within() {
    var conditions = new ArrayList<String>();
    if (keyColumn != null) {
      String column = Sql.name(keyColumn);
      if (range.low() != null) {
        conditions.add(column + " >= " + literal(range.low()));
      }
      if (range.high() != null) {
        conditions.add(column + " < " + literal(range.high()));
      }
    }
    return conditions;
  }

  private String literal(String key) {
    return Sql.literal(key) + (order == KeyOrder.UUID ? "::uuid" : "::bigint");
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
