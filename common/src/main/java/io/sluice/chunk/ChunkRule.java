package io.sluice.chunk;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which changes full synchronization has copied already. A change of key is two changes here: the
 * row leaves one key and comes to another.
 */
public final class ChunkRule {
  /** What is left of a truncation. */
  public sealed interface Truncation {
    /** No part of the table saw it: all rows go. */
    record Whole() implements Truncation {}

    /** Every part saw it: nothing is left to do. */
    record Nothing() implements Truncation {}

    /** Only the rows of these ranges go. */
    record Ranges(String keyColumn, List<KeyRange> ranges) implements Truncation {}
  }

  private final Map<TableName, CopiedTable> tables;
  private final long ceiling;

  public ChunkRule(Map<TableName, CopiedTable> tables) {
    this.tables = Map.copyOf(tables);
    this.ceiling =
        tables.values().stream().mapToLong(CopiedTable::ceiling).max().orElse(Long.MIN_VALUE);
  }

  /** Beyond the largest position of a chunk no chunk saw anything. */
  public boolean appliesTo(LogEntry.Slice slice) {
    return slice.commitPosition() <= ceiling;
  }

  /**
   * What is left of this change: itself, a part of it, or nothing.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE when the change does not tell the key by which the
   *     table was copied
   */
  public List<Change> left(LogEntry.Slice slice, Change change) {
    CopiedTable table = tables.get(name(change.table()));
    if (table != null && slice.commitPosition() <= table.applied()) {
      return List.of();
    }
    if (table == null || change.operation() == Change.Operation.TRUNCATE) {
      return List.of(change);
    }
    Row before = change.before();
    Row after = withKnown(change);
    var from = before == null ? null : part(table, change.table(), before);
    var to = after == null ? null : part(table, change.table(), after);
    boolean fromSeen = from != null && from.saw(slice.transactionId());
    boolean toSeen = to != null && to.saw(slice.transactionId());
    if (before == null || after == null || from == to) {
      return (after == null ? fromSeen : toSeen) ? List.of() : List.of(change);
    }
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
   * Whether a replay is to pass over it: it is older than what the table has been since it came.
   */
  public boolean isBeforeItCame(LogEntry.Slice slice, TableSchema of) {
    CopiedTable table = tables.get(name(of));
    return table != null && slice.commitPosition() <= table.begins();
  }

  public Truncation truncation(LogEntry.Slice slice, TableSchema of) {
    CopiedTable table = tables.get(name(of));
    if (table == null) {
      return new Truncation.Whole();
    }
    if (slice.commitPosition() <= table.applied()) {
      return new Truncation.Nothing();
    }
    var unseen =
        table.parts().stream()
            .filter(part -> !part.saw(slice.transactionId()))
            .map(CopiedTable.SeenPart::range)
            .toList();
    String key = table.keyColumn();
    if (unseen.size() == table.parts().size()) {
      return new Truncation.Whole();
    }
    return key == null || unseen.isEmpty()
        ? new Truncation.Nothing()
        : new Truncation.Ranges(key, unseen);
  }

  private static CopiedTable.@Nullable SeenPart part(
      CopiedTable table, TableSchema schema, Row row) {
    String key = table.keyColumn();
    if (key == null) {
      return table.partOf(null);
    }
    byte[] value = row.values()[index(schema, key)];
    if (value == null || Row.isAbsent(value)) {
      throw untold(schema, key);
    }
    return table.partOf(value);
  }

  /** A column that was renamed since is still told where it is the only one of the key. */
  private static int index(TableSchema schema, String key) {
    List<ColumnSchema> columns = schema.columns();
    int named =
        IntStream.range(0, columns.size())
            .filter(i -> columns.get(i).name().equals(key))
            .findFirst()
            .orElse(-1);
    int[] keys = IntStream.range(0, columns.size()).filter(i -> columns.get(i).key()).toArray();
    if (named < 0 && keys.length != 1) {
      throw untold(schema, key);
    }
    return named < 0 ? keys[0] : named;
  }

  private static SluiceException untold(TableSchema schema, String key) {
    return new SluiceException(
        ErrorCode.SCHEMA_INCOMPATIBLE,
        "a change of "
            + name(schema)
            + " does not tell the column "
            + key
            + ", by which the table was copied: the column was renamed, or the replica identity"
            + " changed, while it was copied");
  }

  /** The row after, with values that it leaves out as unchanged taken from the one before. */
  private static @Nullable Row withKnown(Change change) {
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
