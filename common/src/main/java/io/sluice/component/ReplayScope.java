package io.sluice.component;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.contract.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes a replay writes again. Of one with an end: all that were committed before the end,
 * and of those that came after, until the replay is over, the ones of rows that were touched
 * before; so no row is left older than it was. Where rows cannot be told apart, and once a table
 * was truncated, that is all of a table.
 *
 * <p>It is in memory alone. A run that begins in the middle of a replay writes all that is left of
 * it again, which is more than was asked for, and comes to the same. For one thread.
 */
public final class ReplayScope {
  /** More rows than these are not told apart any more. */
  private static final int MOST_ROWS = 1_000_000;

  private final @Nullable Instant until;
  private final @Nullable Set<TableName> tables;
  private final Map<TableName, Set<List<String>>> touched = new HashMap<>();
  private final Set<TableName> whole = new HashSet<>();
  private int rows;

  private ReplayScope(@Nullable Instant until, @Nullable Set<TableName> tables) {
    this.until = until;
    this.tables = tables;
  }

  /**
   * @param until null for no end
   * @param tables null for all
   */
  public static ReplayScope of(@Nullable Instant until, @Nullable List<TableName> tables) {
    return new ReplayScope(until, tables == null ? null : Set.copyOf(tables));
  }

  /** Everything. */
  public static ReplayScope all() {
    return of(null, null);
  }

  /**
   * Whether to write it again. To be asked of each change of the replay, in the order of the log.
   *
   * @param alone whether a row of the table can be written without touching another one of it
   */
  public boolean takes(LogEntry.Slice slice, Change change, boolean alone) {
    var table = new TableName(change.table().schema(), change.table().table());
    if (tables != null && !tables.contains(table)) {
      return false;
    }
    if (until == null || whole.contains(table)) {
      return true;
    }
    boolean within = slice.time().isBefore(until);
    if (!alone || change.operation() == Change.Operation.TRUNCATE) {
      // What came before its end, or of one that is taken, may be gone with it.
      if (within || touched.containsKey(table)) {
        whole.add(table);
      }
      return whole.contains(table);
    }
    var keys = keys(change);
    if (keys == null) {
      whole.add(table);
      return true;
    }
    boolean takes = within || keys.stream().anyMatch(key -> isTouched(table, key));
    if (takes) {
      keys.forEach(key -> touch(table, key));
    }
    return takes;
  }

  private boolean isTouched(TableName table, List<String> key) {
    return touched.getOrDefault(table, Set.of()).contains(key);
  }

  private void touch(TableName table, List<String> key) {
    if (touched.computeIfAbsent(table, _ -> new HashSet<>()).add(key) && ++rows > MOST_ROWS) {
      whole.addAll(touched.keySet());
      touched.clear();
      rows = 0;
    }
  }

  /** Of the row before and after; null when they are not known. */
  private static @Nullable List<List<String>> keys(Change change) {
    var keys = new ArrayList<List<String>>();
    for (Row row : new Row[] {change.before(), change.after()}) {
      if (row != null) {
        List<String> key = key(change.table().columns(), row);
        if (key == null) {
          return null;
        }
        keys.add(key);
      }
    }
    return keys;
  }

  private static @Nullable List<String> key(List<ColumnSchema> columns, Row row) {
    var key = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      byte[] value = row.values()[i];
      if (columns.get(i).key()) {
        if (value == null || Row.isAbsent(value)) {
          return null;
        }
        key.add(new String(value, ISO_8859_1));
      }
    }
    return key.isEmpty() ? null : key;
  }
}
