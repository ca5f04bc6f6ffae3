package io.sluice.writer.apply;

import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.datasource.CommitVisibility;
import io.sluice.writer.apply.TablePlan.Column;
import io.sluice.writer.ddl.AppliedSchemas;
import io.sluice.writer.ddl.SourceColumn;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the source has them now. Asked for only where the log leaves out an unchanged TOAST value
 * of a row that the destination does not have: the row is then read whole. That it may be newer
 * than the log's position does no harm, because what made it newer is still to come in the log; one
 * that is gone has its delete still to come.
 */
final class SourceRows implements AutoCloseable {
  private static final int SOME = 5000;

  private final Supplier<Connection> source;
  private @Nullable Connection connection;
  private Set<Long> awaited = Set.of();

  SourceRows(Supplier<Connection> source) {
    this.source = source;
  }

  /** What is read from now on is read after these transactions, which the log has. */
  void after(List<LogEntry.Slice> slices) {
    awaited = slices.stream().map(LogEntry.Slice::transactionId).collect(Collectors.toSet());
  }

  /**
   * The row with this row's key, in the order of the source's schema.
   *
   * @throws SluiceException SOURCE_UNREACHABLE
   */
  Optional<byte[] @Nullable []> read(TablePlan plan, byte[] @Nullable [] row) {
    return reading(
        table(plan),
        () -> {
          Connection open = upToDate();
          Map<Integer, String> names = AppliedSchemas.names(open, table(plan));
          String sql =
              select(plan, plan.columns(), names)
                  + " WHERE "
                  + Sql.list(plan.key(), " AND ", c -> Sql.name(name(plan, c, names)) + " = ?");
          try (PreparedStatement statement = open.prepareStatement(sql)) {
            for (int i = 0; i < plan.key().size(); i++) {
              byte[] value = row[plan.key().get(i).index()];
              statement.setObject(
                  i + 1,
                  value == null ? null : new String(value, StandardCharsets.UTF_8),
                  Types.OTHER);
            }
            try (ResultSet found = statement.executeQuery()) {
              return found.next()
                  ? Optional.of(values(plan, plan.columns(), found))
                  : Optional.empty();
            }
          }
        });
  }

  /** What the source's catalog says now of a column that was added. */
  Optional<SourceColumn> column(TableName table, ColumnSchema column) {
    return reading(table, () -> SourceColumn.find(upToDate(), table, column));
  }

  /** Takes rows that have at least their key and the one value asked for. */
  interface Taker {
    void take(List<byte[] @Nullable []> rows) throws SQLException;
  }

  /**
   * The values of one column in all rows that have one, some rows at a time.
   *
   * @throws SQLException what the taker throws
   */
  void eachWith(TablePlan plan, Column column, Taker taker) throws SQLException {
    Connection open = reading(table(plan), this::upToDate);
    open.setAutoCommit(false);
    List<Column> columns = new ArrayList<>(plan.key());
    columns.add(column);
    var names = reading(table(plan), () -> AppliedSchemas.names(open, table(plan)));
    if (gone(plan, column, names)) {
      open.setAutoCommit(true);
      return;
    }
    String sql =
        select(plan, columns, names)
            + " WHERE "
            + Sql.name(name(plan, column, names))
            + " IS NOT NULL";
    try (PreparedStatement statement = open.prepareStatement(sql)) {
      statement.setFetchSize(SOME);
      ResultSet found = reading(table(plan), statement::executeQuery);
      List<byte[] @Nullable []> rows = new ArrayList<>();
      while (reading(table(plan), found::next)) {
        rows.add(reading(table(plan), () -> values(plan, columns, found)));
        if (rows.size() == SOME) {
          taker.take(rows);
          rows = new ArrayList<>();
        }
      }
      taker.take(rows);
    } finally {
      open.rollback();
      open.setAutoCommit(true);
    }
  }

  private interface Reading<T> {
    T read() throws SQLException, InterruptedException;
  }

  private static <T> T reading(TableName table, Reading<T> reading) {
    try {
      return reading.read();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.SOURCE_UNREACHABLE, "interrupted", e);
    } catch (SQLException e) {
      throw new SluiceException(
          ErrorCode.SOURCE_UNREACHABLE,
          "reading a row of " + table + ", SQLSTATE " + e.getSQLState(),
          e);
    }
  }

  private static String select(TablePlan plan, List<Column> columns, Map<Integer, String> names) {
    return "SELECT "
        + Sql.list(
            columns,
            ", ",
            c -> gone(plan, c, names) ? "NULL" : Sql.name(name(plan, c, names)) + "::text")
        + " FROM "
        + Sql.name(table(plan));
  }

  /** What is not at the source any more is to be dropped further on in the log. */
  private static boolean gone(TablePlan plan, Column column, Map<Integer, String> names) {
    int number = plan.source().columns().get(column.index()).number();
    return number != ColumnSchema.UNNUMBERED && !names.containsKey(number);
  }

  /** What a column is called at the source now, which may be ahead of the log. */
  private static String name(TablePlan plan, Column column, Map<Integer, String> names) {
    ColumnSchema described = plan.source().columns().get(column.index());
    return names.getOrDefault(described.number(), described.name());
  }

  private static byte[][] values(TablePlan plan, List<Column> columns, ResultSet found)
      throws SQLException {
    byte[][] values = new byte[plan.source().columns().size()][];
    Arrays.fill(values, Row.ABSENT);
    int i = 1;
    for (Column column : columns) {
      String text = found.getString(i++);
      values[column.index()] = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
    return values;
  }

  private static TableName table(TablePlan plan) {
    return new TableName(plan.source().schema(), plan.source().table());
  }

  private Connection upToDate() throws SQLException, InterruptedException {
    Connection open = connection;
    if (open == null) {
      open = source.get();
      connection = open;
    }
    if (!awaited.isEmpty()) {
      CommitVisibility.await(open, awaited);
      awaited = Set.of();
    }
    return open;
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
