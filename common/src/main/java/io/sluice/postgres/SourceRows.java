package io.sluice.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.CopyText;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Rows as the source has them now. Asked for only where the log leaves out an unchanged TOAST value
 * of a row that the destination does not have. That what is read may be newer than the log's
 * position does no harm, because what made it newer is still to come in the log; a row that is gone
 * has its delete still to come.
 *
 * <p>Values have the text that they have in the log. Opens its connection when first needed. For
 * one thread. Throws SluiceException as {@link SqlFailures} has it for the source.
 */
public final class SourceRows implements AutoCloseable {
  private static final int SOME = 5000;

  /** A look at the catalog that takes longer will not come back. */
  private static final int QUICK_MILLIS = 8_000;

  private final Supplier<Connection> source;
  private @Nullable Connection connection;
  private Set<Long> awaited = Set.of();

  public SourceRows(Supplier<Connection> source) {
    this.source = source;
  }

  /** What is read from now on is read after these transactions, which the log has. */
  public void after(Collection<Long> transactionIds) {
    awaited = Set.copyOf(transactionIds);
  }

  /**
   * The values of these columns in the row with this row's key, all others {@link Row#ABSENT};
   * empty when there is no such row any more.
   *
   * @param row in the order of the schema, with its key
   */
  public Optional<Row> read(TableSchema table, Row row, int[] columns) {
    return ask(
        name(table),
        open -> {
          Map<Integer, String> names = lock(open, table);
          String condition =
              Sql.list(keys(table), " AND ", key -> equal(table, key, row.values()[key], names));
          List<byte[] @Nullable []> found = new ArrayList<>();
          copy(open, query(table, columns, names, condition), columns.length, found::add);
          unlock(open);
          return found.isEmpty()
              ? Optional.empty()
              : Optional.of(new Row(placed(table, columns, found.getFirst())));
        });
  }

  /** The row with its absent values as the source has them now; empty when it is gone there. */
  public Optional<Row> completed(TableSchema table, Row row) {
    int[] absent =
        IntStream.range(0, row.values().length)
            .filter(i -> Row.isAbsent(row.values()[i]))
            .toArray();
    return read(table, row, absent)
        .map(
            found -> {
              byte[][] values = row.values().clone();
              for (int i : absent) {
                values[i] = found.values()[i];
              }
              return new Row(values);
            });
  }

  /** Takes rows in the order of a schema. */
  @FunctionalInterface
  public interface Taker {
    void take(List<byte[] @Nullable []> rows) throws SQLException;
  }

  /**
   * Key and value of one column in all rows that have one, some rows at a time.
   *
   * @throws SQLException what the taker throws
   */
  public void eachWith(TableSchema table, int column, Taker taker) throws SQLException {
    Connection open = ask(name(table), now -> now);
    Map<Integer, String> names = ask(name(table), now -> lock(now, table));
    try {
      if (!isGone(table, column, names)) {
        int[] columns =
            IntStream.concat(keys(table).stream().mapToInt(k -> k), IntStream.of(column)).toArray();
        String condition = Sql.name(nameNow(table, column, names)) + " IS NOT NULL";
        String query = query(table, columns, names, condition);
        take(table, columns, ask(name(table), _ -> copyOut(open, query)), taker);
      }
    } finally {
      ask(name(table), _ -> unlock(open));
    }
  }

  private void take(TableSchema table, int[] columns, CopyOut copy, Taker taker)
      throws SQLException {
    try {
      List<byte[] @Nullable []> rows = new ArrayList<>();
      for (byte[] line = next(table, copy); line != null; line = next(table, copy)) {
        rows.add(placed(table, columns, CopyText.values(line, columns.length)));
        if (rows.size() == SOME) {
          taker.take(rows);
          rows = new ArrayList<>();
        }
      }
      taker.take(rows);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private byte @Nullable [] next(TableSchema table, CopyOut copy) {
    try {
      return copy.readFromCopy();
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, name(table));
    }
  }

  /** Something looked for at the source. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Connection source) throws SQLException, InterruptedException;
  }

  /** Asks the source once it shows what the log has. */
  public <T> T ask(TableName about, Question<T> question) {
    try {
      return question.ask(upToDate());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.SOURCE_UNREACHABLE, "interrupted", e);
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, about);
    }
  }

  private Connection upToDate() throws SQLException, InterruptedException {
    Connection open = connection;
    if (open == null) {
      open = source.get();
      connection = open;
    }
    if (!awaited.isEmpty()) {
      quickly(
          open,
          now -> {
            CommitVisibility.await(now, awaited);
            return awaited;
          });
      awaited = Set.of();
    }
    return open;
  }

  private interface Look<T> {
    T at(Connection source) throws SQLException, InterruptedException;
  }

  /**
   * Looks at the catalog. What takes long there is a connection that is dead although nobody closed
   * it; of a query for rows, which comes after, that cannot be said.
   */
  private static <T> T quickly(Connection source, Look<T> look)
      throws SQLException, InterruptedException {
    int patience = source.getNetworkTimeout();
    source.setNetworkTimeout(Runnable::run, QUICK_MILLIS);
    T seen = look.at(source);
    source.setNetworkTimeout(Runnable::run, patience);
    return seen;
  }

  /**
   * Keeps a table's columns as they are, and its rows where a query finds them, until {@link
   * #unlock}: while a COPY waits for an ALTER TABLE, names may change, and if it rewrites the
   * table, it is empty to the COPY, whose snapshot is older.
   *
   * @return what the columns are called now, by their numbers
   */
  private static Map<Integer, String> lock(Connection source, TableSchema table)
      throws SQLException, InterruptedException {
    unlock(source);
    source.setAutoCommit(false);
    try (var lock = source.createStatement()) {
      lock.execute("LOCK TABLE " + Sql.name(table) + " IN ACCESS SHARE MODE");
    }
    return names(source, name(table));
  }

  /** Ends the transaction of a lock, if there is one: one that failed has left it open. */
  private static boolean unlock(Connection source) throws SQLException {
    boolean locked = !source.getAutoCommit();
    if (locked) {
      source.rollback();
      source.setAutoCommit(true);
    }
    return locked;
  }

  /** What the columns of a source table are called now, by their numbers. */
  private static Map<Integer, String> names(Connection source, TableName table)
      throws SQLException, InterruptedException {
    return quickly(source, now -> readNames(now, table));
  }

  private static Map<Integer, String> readNames(Connection source, TableName table)
      throws SQLException {
    Map<Integer, String> names = new HashMap<>();
    try (var statement =
        source.prepareStatement(
            """
            select a.attnum, a.attname
              from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
            """)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          names.put(rows.getInt(1), rows.getString(2));
        }
      }
    }
    return names;
  }

  private static String query(
      TableSchema table, int[] columns, Map<Integer, String> names, String condition) {
    return "COPY (SELECT "
        + Sql.list(
            Arrays.stream(columns).boxed().toList(),
            ", ",
            i -> isGone(table, i, names) ? "NULL" : Sql.name(nameNow(table, i, names)))
        + " FROM "
        + Sql.name(table)
        + " WHERE "
        + condition
        + ") TO STDOUT";
  }

  private static String equal(
      TableSchema table, int key, byte @Nullable [] value, Map<Integer, String> names) {
    String name = Sql.name(nameNow(table, key, names));
    return value == null ? name + " IS NULL" : name + " = " + Sql.literal(new String(value, UTF_8));
  }

  /** What is not at the source any more is to be dropped further on in the log. */
  private static boolean isGone(TableSchema table, int column, Map<Integer, String> names) {
    int number = table.columns().get(column).number();
    return number != ColumnSchema.UNNUMBERED && !names.containsKey(number);
  }

  /** What a column is called at the source now, which may be ahead of the log. */
  private static String nameNow(TableSchema table, int column, Map<Integer, String> names) {
    ColumnSchema described = table.columns().get(column);
    return names.getOrDefault(described.number(), described.name());
  }

  private static List<Integer> keys(TableSchema table) {
    return IntStream.range(0, table.columns().size())
        .filter(i -> table.columns().get(i).key())
        .boxed()
        .toList();
  }

  private static byte[][] placed(TableSchema table, int[] columns, byte[] @Nullable [] found) {
    byte[][] values = new byte[table.columns().size()][];
    Arrays.fill(values, Row.ABSENT);
    for (int i = 0; i < columns.length; i++) {
      values[columns[i]] = found[i];
    }
    return values;
  }

  private static void copy(
      Connection open,
      String query,
      int columns,
      java.util.function.Consumer<byte[] @Nullable []> to)
      throws SQLException {
    CopyOut copy = copyOut(open, query);
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      to.accept(CopyText.values(line, columns));
    }
  }

  private static CopyOut copyOut(Connection open, String query) throws SQLException {
    return open.unwrap(PGConnection.class).getCopyAPI().copyOut(query);
  }

  private static TableName name(TableSchema table) {
    return new TableName(table.schema(), table.table());
  }

  @Override
  public void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
