package io.sluice.connector.full;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.datasource.CommitVisibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Reads values that the log does not carry from the source, by key: unchanged TOAST values of a row
 * that moves to another key. Opens its connection when first needed. For one thread.
 */
public final class SourceRow implements AutoCloseable {
  private final SourceConnections source;
  private @Nullable Connection connection;

  public SourceRow(SourceConnections source) {
    this.source = source;
  }

  /**
   * The row with its absent values as the source has them now, or null when the row is gone there
   * (a later change in the log says so).
   *
   * @param transactionId of the change that the row is from
   */
  public @Nullable Row complete(TableSchema table, Row row, long transactionId) {
    var absent = new ArrayList<Integer>();
    var names = new ArrayList<String>();
    var conditions = new ArrayList<String>();
    for (int i = 0; i < table.columns().size(); i++) {
      var column = table.columns().get(i);
      byte[] value = row.values()[i];
      if (Row.isAbsent(value)) {
        absent.add(i);
        names.add(Sql.name(column.name()));
      } else if (column.key() && value != null) {
        conditions.add(Sql.name(column.name()) + " = " + Sql.literal(new String(value, UTF_8)));
      }
    }
    var sql =
        "COPY (SELECT "
            + String.join(", ", names)
            + " FROM "
            + Sql.name(table.schema())
            + "."
            + Sql.name(table.table())
            + " WHERE "
            + String.join(" AND ", conditions)
            + ") TO STDOUT";
    byte[] line = copy(sql, transactionId);
    return line.length == 0 ? null : fill(row, absent, CopyText.values(line, absent.size()));
  }

  private static Row fill(Row row, List<Integer> absent, byte[][] found) {
    byte[][] values = row.values().clone();
    for (int i = 0; i < found.length; i++) {
      values[absent.get(i)] = found[i];
    }
    return new Row(values);
  }

  private byte[] copy(String sql, long transactionId) {
    try {
      if (connection == null) {
        connection = source.open();
      }
      CommitVisibility.await(connection, List.of(transactionId));
      var bytes = new ByteArrayOutputStream();
      connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, bytes);
      return bytes.toByteArray();
    } catch (SQLException e) {
      throw SourceConnections.failed(e);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw SourceConnections.failed(e);
      }
    }
  }
}
