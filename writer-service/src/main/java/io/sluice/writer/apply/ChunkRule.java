package io.sluice.writer.apply;

import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.SnapshotVisibility;
import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import io.sluice.writer.checkpoint.ChunkRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which changes full synchronization has copied already. A change does not count for a row if its
 * transaction was visible to the snapshot of the chunk that the row's key belongs to. A change of
 * key is two changes here: the row leaves one key and comes to another.
 */
final class ChunkRule {
  private record Chunk(ChunkRecord record, SnapshotVisibility snapshot) {
    boolean sees(LogEntry.Slice of) {
      return snapshot.sees(of.transactionId());
    }
  }

  /** The chunks of a table by the lower end of their range. */
  private static final class Table {
    private final NavigableMap<String, Chunk> byLow;
    private final List<Chunk> all = new ArrayList<>();
    private @Nullable Chunk lowest;
    private final @Nullable String keyColumn;

    Table(ChunkRecord any) {
      var kind = any.kind();
      keyColumn = any.keyColumn();
      byLow = kind == null ? new TreeMap<>() : new TreeMap<>(kind::compare);
    }

    void add(Chunk chunk) {
      all.add(chunk);
      String low = chunk.record().low();
      if (low == null) {
        lowest = chunk;
      } else {
        byLow.put(low, chunk);
      }
    }

    @Nullable Chunk of(String key) {
      var floor = byLow.floorEntry(key);
      Chunk chunk = floor != null ? floor.getValue() : lowest;
      return chunk != null && chunk.record().holds(key) ? chunk : null;
    }
  }

  private final Map<TableName, Table> tables = new HashMap<>();
  private long until = Long.MIN_VALUE;

  ChunkRule(List<ChunkRecord> chunks) {
    for (ChunkRecord chunk : chunks) {
      var copied = chunk.copied();
      if (copied != null) {
        until = Math.max(until, copied.position());
        tables
            .computeIfAbsent(chunk.source(), _ -> new Table(chunk))
            .add(new Chunk(chunk, SnapshotVisibility.parse(copied.snapshot())));
      }
    }
  }

  /** Beyond the largest position of a chunk no chunk saw anything. */
  boolean appliesTo(LogEntry.Slice slice) {
    return slice.commitPosition() <= until;
  }

  /** What is left of this change: itself, a part of it, or nothing. */
  List<Change> left(LogEntry.Slice slice, Change change) {
    Table table = tables.get(name(change.table()));
    if (table == null || change.operation() == Change.Operation.TRUNCATE) {
      return List.of(change);
    }
    Row before = change.before();
    Row after = keyed(change);
    Chunk from = before == null ? null : chunk(table, change.table(), before);
    Chunk to = after == null ? null : chunk(table, change.table(), after);
    if (before == null || after == null || from == to) {
      Chunk of = after == null ? from : to;
      return of != null && of.sees(slice) ? List.of() : List.of(change);
    }
    boolean fromSeen = from != null && from.sees(slice);
    boolean toSeen = to != null && to.sees(slice);
    if (!fromSeen && !toSeen) {
      return List.of(change);
    }
    List<Change> left = new ArrayList<>();
    if (!fromSeen) {
      left.add(new Change(Change.Operation.DELETE, change.table(), before, null));
    }
    if (!toSeen) {
      left.add(new Change(Change.Operation.INSERT, change.table(), null, after));
    }
    return left;
  }

  /**
   * The chunks in which a truncate still has to be done; null when it is to be done to the whole
   * table.
   */
  @Nullable List<ChunkRecord> truncated(LogEntry.Slice slice, TableSchema of) {
    Table table = tables.get(name(of));
    if (table == null || table.all.stream().noneMatch(chunk -> chunk.sees(slice))) {
      return null;
    }
    return table.all.stream().filter(c -> !c.sees(slice)).map(Chunk::record).toList();
  }

  private @Nullable Chunk chunk(Table table, TableSchema schema, Row row) {
    if (table.keyColumn == null) {
      return table.lowest;
    }
    for (int i = 0; i < schema.columns().size(); i++) {
      if (schema.columns().get(i).name().equals(table.keyColumn)) {
        byte[] value = row.values()[i];
        return value == null ? null : table.of(new String(value, StandardCharsets.UTF_8));
      }
    }
    return null;
  }

  /** The row after, with values that it leaves out as unchanged taken from the one before. */
  private static @Nullable Row keyed(Change change) {
    Row before = change.before();
    Row after = change.after();
    if (before == null || after == null || Arrays.stream(after.values()).noneMatch(Row::isAbsent)) {
      return after;
    }
    byte[][] values = after.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (Row.isAbsent(values[i])) {
        values[i] = before.values()[i];
      }
    }
    return new Row(values);
  }

  private static TableName name(TableSchema schema) {
    return new TableName(schema.schema(), schema.table());
  }
}
