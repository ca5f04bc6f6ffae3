package io.sluice.writer.apply;

import io.sluice.change.Change;
import io.sluice.change.Change.Operation;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.fixture.PostgresFixture.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real source database whose triggers write down what a Store would log: SQL goes in, slices come
 * out. One transaction at a time.
 */
final class CapturedSource implements AutoCloseable {
  private final Connection connection;
  private final Map<String, TableSchema> tables = new HashMap<>();
  private final Map<String, Boolean> whole = new HashMap<>();
  private final Random random;
  private long taken;
  private long position = 1000;
  private int schemas;
  private Left left = Left.SOMETIMES;

  CapturedSource(Database database, Random random) throws SQLException {
    this.connection = database.connect();
    this.random = random;
    execute(
        """
        create table captured (n bigserial, xid xid8 default pg_current_xact_id(), t text, op text,
                               old text[], new text[])
        """);
  }

  void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Runs the statements as one transaction. */
  void transaction(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    execute(statements.toArray(String[]::new));
    connection.commit();
    connection.setAutoCommit(true);
  }

  /**
   * Runs random statements as one transaction, or none of them when a constraint of the source
   * refuses one: two random keys may meet, and what the source never committed need not be copied.
   */
  void attempt(List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      execute(statements.toArray(String[]::new));
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      if (!String.valueOf(e.getSQLState()).startsWith("23")) {
        throw e;
      }
    }
    connection.setAutoCommit(true);
  }

  /** Begins to capture, or goes on in a table's new shape. */
  void capture(String table) throws SQLException {
    List<ColumnSchema> columns = columns(table);
    boolean full = columns.stream().noneMatch(ColumnSchema::key);
    tables.put(table, new TableSchema(++schemas, "public", table, columns));
    whole.put(table, full);
    String row =
        columns.stream().map(c -> "R.\"" + c.name() + "\"::text").collect(Collectors.joining(","));
    execute(
        "create or replace function capture_"
            + table
            + "() returns trigger language plpgsql as $$ begin "
            + "if tg_op = 'TRUNCATE' then insert into captured (t, op) values (tg_table_name, tg_op);"
            + " elsif tg_op = 'INSERT' then insert into captured (t, op, new) values (tg_table_name, tg_op, array["
            + row.replace("R.", "new.")
            + "]); elsif tg_op = 'DELETE' then insert into captured (t, op, old) values (tg_table_name, tg_op, array["
            + row.replace("R.", "old.")
            + "]); else insert into captured (t, op, old, new) values (tg_table_name, tg_op, array["
            + row.replace("R.", "old.")
            + "], array["
            + row.replace("R.", "new.")
            + "]); end if; return null; end $$",
        "drop trigger if exists c on " + table,
        "drop trigger if exists d on " + table,
        "create trigger c after insert or update or delete on "
            + table
            + " for each row execute function capture_"
            + table
            + "()",
        "create trigger d after truncate on "
            + table
            + " for each statement execute function capture_"
            + table
            + "()");
  }

  private List<ColumnSchema> columns(String table) throws SQLException {
    List<ColumnSchema> columns = new ArrayList<>();
    try (var statement =
        connection.prepareStatement(
            """
            select attname, format_type(atttypid, atttypmod), not attnotnull, attnum,
                   exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary
                             and a.attnum = any (i.indkey::int2[]))
              from pg_attribute a
             where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = ''
             order by attnum
            """)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          columns.add(
              new ColumnSchema(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getBoolean(3),
                  rows.getBoolean(5),
                  rows.getInt(4)));
        }
      }
    }
    return columns;
  }

  /** Whether long values that stay as they are are left out, as those are that are stored apart. */
  enum Left {
    OUT,
    SOMETIMES
  }

  /** What was committed since the last call; some slices are cut, as the Store cuts large ones. */
  List<LogEntry.Slice> take() throws SQLException {
    return take(Left.SOMETIMES);
  }

  List<LogEntry.Slice> take(Left unchanged) throws SQLException {
    left = unchanged;
    Map<Long, List<Change>> byTransaction = new java.util.LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select n, xid::text::bigint, t, op, old, new from captured where n > "
                    + taken
                    + " order by n")) {
      while (rows.next()) {
        taken = rows.getLong(1);
        byTransaction.computeIfAbsent(rows.getLong(2), _ -> new ArrayList<>()).add(change(rows));
      }
    }
    List<LogEntry.Slice> slices = new ArrayList<>();
    byTransaction.forEach((xid, changes) -> cut(slices, xid, changes));
    return slices;
  }

  private void cut(List<LogEntry.Slice> slices, long xid, List<Change> changes) {
    position += 100;
    int from = 0;
    while (from < changes.size()) {
      int most = random.nextInt(4) == 0 ? 1 + random.nextInt(50) : 1000;
      int to = Math.min(changes.size(), from + most);
      slices.add(
          new LogEntry.Slice(
              xid,
              position,
              Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
              from,
              to == changes.size(),
              List.copyOf(changes.subList(from, to))));
      from = to;
    }
  }

  private Change change(ResultSet row) throws SQLException {
    String name = row.getString(3);
    TableSchema table = schema(name);
    String @Nullable [] old = values(row, 5);
    String @Nullable [] now = values(row, 6);
    return switch (row.getString(4)) {
      case "INSERT" -> new Change(Operation.INSERT, table, null, full(now));
      case "DELETE" -> new Change(Operation.DELETE, table, before(table, old), null);
      case "TRUNCATE" -> new Change(Operation.TRUNCATE, table, null, null);
      default ->
          new Change(Operation.UPDATE, table, moved(table, old, now), after(table, old, now));
    };
  }

  TableSchema schema(String table) {
    TableSchema schema = tables.get(table);
    if (schema == null) {
      throw new IllegalArgumentException(table);
    }
    return schema;
  }

  private static String @Nullable [] values(ResultSet row, int column) throws SQLException {
    var array = row.getArray(column);
    return array == null ? null : (String[]) array.getArray();
  }

  private @Nullable Row moved(TableSchema table, String @Nullable [] old, String @Nullable [] now) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).key() && !at(old, i).equals(at(now, i))) {
        return before(table, old);
      }
    }
    return Boolean.TRUE.equals(whole.get(table.table())) ? before(table, old) : null;
  }

  private static String at(String @Nullable [] values, int i) {
    if (values == null || values[i] == null) {
      throw new IllegalStateException("a key is null");
    }
    return values[i];
  }

  private Row after(TableSchema table, String @Nullable [] old, String @Nullable [] now) {
    Row row = full(now);
    for (int i = 0; i < row.values().length; i++) {
      if (old != null
          && now != null
          && table.columns().get(i).name().startsWith("big")
          && now[i] != null
          && now[i].equals(old[i])
          && (left == Left.OUT || random.nextInt(3) > 0)) {
        row.values()[i] = Row.ABSENT;
      }
    }
    return row;
  }

  private Row before(TableSchema table, String @Nullable [] old) {
    Row row = full(old);
    for (int i = 0; i < row.values().length; i++) {
      if (!Boolean.TRUE.equals(whole.get(table.table())) && !table.columns().get(i).key()) {
        row.values()[i] = Row.ABSENT;
      }
    }
    return row;
  }

  private static Row full(String @Nullable [] values) {
    if (values == null) {
      throw new IllegalStateException("no row");
    }
    return new Row(
        Arrays.stream(values)
            .map(v -> v == null ? null : v.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
