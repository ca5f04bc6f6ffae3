package io.sluice.writer.postgres.compare;

import io.sluice.compare.Row;
import io.sluice.contract.TableMapping;
import io.sluice.postgres.DatabaseRole;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.CatalogReader;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads one side of a table that is compared. */
public final class TableSide {
  /** How many rows there are, and the sum of their digests. */
  public record Sum(long rows, String digests) {}

  /** A query at the source was ended because it held its snapshot for too long. */
  public static final class TookTooLong extends RuntimeException {
    private static final long serialVersionUID = 1;

    TookTooLong(SQLException cause) {
      super(cause);
    }
  }

  /** A snapshot keeps the source from cleaning up, so it is not held longer. */
  private static final int LONGEST_SECONDS = 60;

  private static final String CANCELED = "57014";

  private final DatabaseRole role;
  private final Connection connection;
  private final ComparedTable table;
  private final ChunkRecord chunk;

  public TableSide(
      DatabaseRole role, Connection connection, ComparedTable table, ChunkRecord chunk) {
    this.role = role;
    this.connection = connection;
    this.table = table;
    this.chunk = chunk;
  }

  /** Looks at a table on both sides. */
  public static ComparedTable describe(
      TableMapping mapping, Connection source, Connection destination) {
    var digest = DatabaseRole.SOURCE.call(() -> Digest.between(source, destination));
    var from = DatabaseRole.SOURCE.call(() -> new CatalogReader(source).readMapped(mapping));
    var into =
        DatabaseRole.DESTINATION.find(() -> new CatalogReader(destination).read(mapping.target()));
    return ComparedTable.of(mapping, from, into, digest);
  }

  /**
   * By bucket, of those that have rows.
   *
   * @throws TookTooLong at the source, as all that reads it
   */
  public Map<Long, Sum> sums(long buckets) {
    return role.call(
        () -> {
          var sums = new HashMap<Long, Sum>();
          try (var setting = connection.createStatement()) {
            // It expects as many buckets as rows, and would sort them.
            setting.execute("set enable_sort = off");
          }
          try (var statement = connection.prepareStatement(table.sums(role, chunk, buckets));
              var rows = query(statement)) {
            while (rows.next()) {
              sums.put(rows.getLong(1), new Sum(rows.getLong(2), rows.getString(3)));
            }
          }
          return sums;
        });
  }

  private ResultSet query(PreparedStatement statement) throws SQLException {
    if (role == DatabaseRole.DESTINATION) {
      return statement.executeQuery();
    }
    statement.setQueryTimeout(LONGEST_SECONDS);
    try {
      return statement.executeQuery();
    } catch (SQLException e) {
      if (CANCELED.equals(e.getSQLState())) {
        throw new TookTooLong(e);
      }
      throw e;
    }
  }

  /** The rows of some buckets, by their keys. */
  public Map<List<String>, Row> rowsOf(long buckets, Collection<Long> wanted) {
    return role.call(
        () -> {
          try (var statement = connection.prepareStatement(table.rowsOf(role, chunk, buckets))) {
            statement.setArray(1, connection.createArrayOf("bigint", wanted.toArray()));
            return read(statement);
          }
        });
  }

  /** Those of these rows that are there. */
  public Map<List<String>, Row> rows(List<List<String>> keys) {
    return role.call(
        () -> {
          try (var statement = connection.prepareStatement(table.rowsByKey(role, chunk))) {
            setKeys(statement, keys);
            return read(statement);
          }
        });
  }

  /** The digests of each column's values, by key. */
  public Map<List<String>, List<String>> columns(List<List<String>> keys) {
    return role.call(
        () -> {
          try (var statement = connection.prepareStatement(table.columnsByKey(role))) {
            setKeys(statement, keys);
            var found = new HashMap<List<String>, List<String>>();
            try (var rows = query(statement)) {
              while (rows.next()) {
                int keyed = table.key().size();
                found.put(texts(rows, 1, keyed), texts(rows, keyed + 1, table.columns().size()));
              }
            }
            return found;
          }
        });
  }

  private Map<List<String>, Row> read(PreparedStatement statement) throws SQLException {
    int keyed = Math.max(1, table.key().size());
    var found = new HashMap<List<String>, Row>();
    try (var rows = query(statement)) {
      while (rows.next()) {
        found.put(
            texts(rows, 1, keyed), new Row(rows.getString(keyed + 1), rows.getString(keyed + 2)));
      }
    }
    return found;
  }

  private static List<String> texts(ResultSet rows, int from, int count) throws SQLException {
    var texts = new ArrayList<String>(count);
    for (int i = from; i < from + count; i++) {
      texts.add(String.valueOf(rows.getString(i)));
    }
    return texts;
  }

  private void setKeys(PreparedStatement statement, List<List<String>> keys) throws SQLException {
    int keyed = Math.max(1, table.key().size());
    for (int i = 0; i < keyed; i++) {
      int column = i;
      Array values =
          connection.createArrayOf("text", keys.stream().map(key -> key.get(column)).toArray());
      statement.setArray(i + 1, values);
    }
  }
}
