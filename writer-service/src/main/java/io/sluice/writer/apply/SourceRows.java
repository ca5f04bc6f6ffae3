package io.sluice.writer.apply;

import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.datasource.CommitVisibility;
import io.sluice.writer.apply.TablePlan.Column;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
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
    try (PreparedStatement statement = upToDate().prepareStatement(select(plan))) {
      for (int i = 0; i < plan.key().size(); i++) {
        byte[] value = row[plan.key().get(i).index()];
        statement.setObject(
            i + 1, value == null ? null : new String(value, StandardCharsets.UTF_8), Types.OTHER);
      }
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? Optional.of(values(plan, found)) : Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.SOURCE_UNREACHABLE, "interrupted", e);
    } catch (SQLException e) {
      throw new SluiceException(
          ErrorCode.SOURCE_UNREACHABLE,
          "reading a row of " + table(plan) + ", SQLSTATE " + e.getSQLState(),
          e);
    }
  }

  private static String select(TablePlan plan) {
    return "SELECT "
        + Sql.list(plan.columns(), ", ", c -> Sql.name(c.name()) + "::text")
        + " FROM "
        + Sql.name(table(plan))
        + " WHERE "
        + Sql.list(plan.key(), " AND ", c -> Sql.name(c.name()) + " = ?");
  }

  private static byte[][] values(TablePlan plan, ResultSet found) throws SQLException {
    byte[][] values = new byte[plan.source().columns().size()][];
    Arrays.fill(values, Row.ABSENT);
    int i = 1;
    for (Column column : plan.columns()) {
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
