package io.sluice.connector;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.fixture.KafkaFixture;
import io.sluice.storelog.StoreLogTopic;
import io.sluice.storelog.StoreLogWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pulls a source's log into a Store's, as far as these tests need it: tables with a key column
 * {@code id}, read through {@code test_decoding}.
 */
final class TestStore implements AutoCloseable {
  private static final Pattern TABLE =
      Pattern.compile("table (\\w+)\\.(\\w+)[^:]*: (\\w+): (.*)", Pattern.DOTALL);
  private static final Pattern COLUMN =
      Pattern.compile("(\\w+)\\[([^\\]]+)\\]:('[^']*+(?:''[^']*+)*+'|[^ ]+)");
  private static final Pattern COMMIT = Pattern.compile("COMMIT (\\d+) \\(at (.*)\\)");

  private final Scene scene;
  private final Connection connection;
  private final StoreLogWriter writer;
  private final Instant begin;
  private final Map<String, TableSchema> schemas = new HashMap<>();

  TestStore(Scene scene) throws SQLException {
    this.scene = scene;
    connection = scene.database.connect();
    try (var statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      statement.execute(
          "select pg_create_logical_replication_slot('" + slot() + "', 'test_decoding')");
    }
    StoreLogTopic.ensure(KafkaFixture.client(), scene.storeId, Duration.ofDays(36_500));
    writer = new StoreLogWriter(KafkaFixture.client(), scene.storeId);
    begin = Instant.now();
    writer.write(new LogEntry.Heartbeat(0, begin));
  }

  /** Before all that is logged. */
  Instant begin() {
    return begin;
  }

  private String slot() {
    return "test_" + scene.id;
  }

  /** Logs what has been committed since the last call; a transaction each, whole. */
  int pull() throws SQLException {
    var entries = new ArrayList<LogEntry>();
    var changes = new ArrayList<Change>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select (lsn - '0/0')::bigint, data from pg_logical_slot_get_changes('"
                    + slot()
                    + "', null, null, 'include-timestamp', 'on')")) {
      while (rows.next()) {
        String data = rows.getString(2);
        var commit = COMMIT.matcher(data);
        if (commit.matches()) {
          if (!changes.isEmpty()) {
            entries.add(slice(commit.group(1), rows.getLong(1), commit.group(2), changes));
            changes.clear();
          }
        } else if (data.startsWith("table ")) {
          changes.addAll(changes(data));
        }
      }
    }
    if (!entries.isEmpty()) {
      writer.write(entries.toArray(LogEntry[]::new));
    }
    return entries.size();
  }

  /** Ends with a heartbeat after everything there is. */
  void pullAll() throws SQLException {
    while (pull() > 0) {
      continue;
    }
    writer.write(new LogEntry.Heartbeat(0, Instant.now()));
  }

  /** Says how far the source was read, after everything before that. */
  void beat() throws SQLException {
    long position =
        Long.parseLong(
            scene.database.query("select (pg_current_wal_insert_lsn() - '0/0')::bigint"));
    while (pull() > 0) {
      continue;
    }
    writer.write(new LogEntry.Heartbeat(position, Instant.now()));
  }

  private static LogEntry.Slice slice(String xid, long lsn, String at, List<Change> changes) {
    var time = OffsetDateTime.parse(at.replace(' ', 'T').replaceFirst("\\+00$", "Z")).toInstant();
    return new LogEntry.Slice(Long.parseLong(xid), lsn, time, 0, true, List.copyOf(changes));
  }

  private List<Change> changes(String data) {
    var matcher = TABLE.matcher(data);
    if (!matcher.matches()) {
      throw new IllegalStateException(data);
    }
    String table = matcher.group(2);
    String rest = matcher.group(4);
    int moved = rest.indexOf(" new-tuple: ");
    return List.of(
        switch (matcher.group(3)) {
          case "INSERT" -> change(Change.Operation.INSERT, table, null, rest);
          case "DELETE" -> change(Change.Operation.DELETE, table, rest, null);
          case "TRUNCATE" -> new Change(Change.Operation.TRUNCATE, schema(table), null, null);
          default ->
              moved < 0
                  ? change(Change.Operation.UPDATE, table, null, rest)
                  : change(
                      Change.Operation.UPDATE,
                      table,
                      rest.substring(0, moved),
                      rest.substring(moved));
        });
  }

  private Change change(
      Change.Operation operation, String table, @Nullable String before, @Nullable String after) {
    return new Change(operation, schema(table), row(table, before), row(table, after));
  }

  private @Nullable Row row(String table, @Nullable String text) {
    if (text == null) {
      return null;
    }
    var schema = schema(table);
    byte[][] values = new byte[schema.columns().size()][];
    java.util.Arrays.fill(values, Row.ABSENT);
    var matcher = COLUMN.matcher(text);
    while (matcher.find()) {
      for (int i = 0; i < values.length; i++) {
        if (schema.columns().get(i).name().equals(matcher.group(1))) {
          fill(values, i, matcher.group(3));
        }
      }
    }
    return new Row(values);
  }

  @SuppressWarnings("NullAway") // SQL NULL is null, as in Row.
  private static void fill(byte[][] values, int index, String text) {
    if (text.startsWith("'")) {
      values[index] = text.substring(1, text.length() - 1).replace("''", "'").getBytes(UTF_8);
    } else if (text.equals("null")) {
      values[index] = null;
    } else if (!text.equals("unchanged-toast-datum")) {
      values[index] = text.getBytes(UTF_8);
    }
  }

  private TableSchema schema(String table) {
    return schemas.computeIfAbsent(table, this::describe);
  }

  private TableSchema describe(String table) {
    var columns = new ArrayList<ColumnSchema>();
    try (var other = scene.database.connect();
        var statement = other.createStatement();
        var rows =
            statement.executeQuery(
                "select column_name, udt_name from information_schema.columns where table_name = '"
                    + table
                    + "' order by ordinal_position")) {
      while (rows.next()) {
        String name = rows.getString(1);
        columns.add(new ColumnSchema(name, rows.getString(2), true, name.equals("id")));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new TableSchema(schemas.size() + 1, "public", table, columns);
  }

  @Override
  public void close() throws SQLException {
    writer.close();
    try (connection;
        var statement = connection.createStatement()) {
      statement.execute("select pg_drop_replication_slot('" + slot() + "')");
    }
  }
}
