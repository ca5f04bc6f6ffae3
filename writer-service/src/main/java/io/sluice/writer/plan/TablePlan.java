package io.sluice.writer.plan;

import io.sluice.change.Change;
import io.sluice.change.ColumnSchema;
import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one version of a source table is written to its destination table.
 *
 * @param columns what is written, in the order of the source's columns
 * @param key the columns by which a row is found, out of {@code columns}; empty when a row is found
 *     by all that is known of it
 * @param lane whether net changes per key may be applied as sets
 * @param arbiter whether the destination has a unique index on exactly the key, so that an insert
 *     can be told what to do when the row is there
 * @param others the destination's further unique keys that are written by {@code columns}
 * @param movable whether nothing but {@code columns} is in a row of the destination
 */
public record TablePlan(
    TableSchema source,
    DestinationTable destination,
    List<Column> columns,
    List<Column> key,
    ApplyMode lane,
    boolean arbiter,
    List<List<Column>> others,
    boolean movable) {

  /**
   * @param declared type with length and precision
   * @param index where the value is in a row of the source's schema
   * @param settable whether UPDATE may assign it
   */
  public record Column(
      String name,
      String type,
      String declared,
      int index,
      boolean key,
      boolean settable,
      boolean comparable) {}

  public enum ApplyMode {
    SETS,
    IN_ORDER
  }

  /** A plan is made once for each version of a table, and is looked up for every change. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  public TableName target() {
    return destination.name();
  }

  public int[] keyIndexes() {
    return key.stream().mapToInt(Column::index).toArray();
  }

  public int[] columnIndexes() {
    return columns.stream().mapToInt(Column::index).toArray();
  }

  /** Which of the written values a row lacks, by their place in the source's schema. */
  public BitSet absent(Row row) {
    var absent = new BitSet();
    for (Column column : columns) {
      if (Row.isAbsent(row.values()[column.index()])) {
        absent.set(column.index());
      }
    }
    return absent;
  }

  /** The columns by which the row of this update or delete is found. */
  List<Column> match(Change change) {
    Row before = change.before();
    if (arbiter || before == null) {
      return key;
    }
    // Keys may be double for a moment (a deferred constraint) or not there at all; all that the
    // source says of the row tells it apart.
    List<Column> known =
        columns.stream().filter(c -> !Row.isAbsent(before.values()[c.index()])).toList();
    return known.size() == columns.size() ? known : key;
  }

  /**
   * @param follows what the destination follows: {@code source}, or a later description, under
   *     whose names the columns are there, as far as they still are
   * @param triggersOff whether the session keeps foreign keys from being checked
   * @throws SluiceException SCHEMA_INCOMPATIBLE when a column has no place to go
   */
  public static TablePlan of(
      TableSchema source,
      TableSchema follows,
      TableMapping mapping,
      DestinationTable destination,
      boolean triggersOff) {
    List<Column> columns = columns(source, follows, mapping, destination);
    List<Column> key = columns.stream().filter(Column::key).toList();
    Set<String> keyNames = names(key);
    List<DestinationTable.UniqueKey> same =
        destination.keys().stream().filter(k -> k.columns().equals(keyNames)).toList();
    List<DestinationTable.UniqueKey> others =
        destination.keys().stream().filter(k -> !k.columns().equals(keyNames)).toList();
    boolean arbiter = !key.isEmpty() && same.stream().anyMatch(DestinationTable.UniqueKey::plain);
    boolean alone =
        others.isEmpty()
            && same.stream().allMatch(DestinationTable.UniqueKey::plain)
            && (triggersOff || !destination.foreignKeys());
    return new TablePlan(
        source,
        destination,
        columns,
        key,
        arbiter && alone ? ApplyMode.SETS : ApplyMode.IN_ORDER,
        arbiter,
        written(others, columns),
        columns.size()
            == destination.columns().values().stream().filter(c -> !c.generated()).count());
  }

  private static List<Column> columns(
      TableSchema source, TableSchema follows, TableMapping mapping, DestinationTable destination) {
    Map<ColumnSchema, ColumnSchema> now = Alterations.successors(source, follows);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < source.columns().size(); i++) {
      ColumnSchema column = now.get(source.columns().get(i));
      List<String> chosen = mapping.columns();
      if (column == null || (chosen != null && !chosen.contains(column.name()))) {
        continue;
      }
      var there = destination.columns().get(column.name());
      if (there == null) {
        throw lacking(destination.name(), column);
      }
      if (!there.generated()) {
        columns.add(
            new Column(
                there.name(),
                there.type(),
                there.declared(),
                i,
                source.columns().get(i).key(),
                !there.alwaysIdentity(),
                there.comparable()));
      }
    }
    return columns;
  }

  private static SluiceException lacking(TableName table, ColumnSchema column) {
    return new SluiceException(
        ErrorCode.SCHEMA_INCOMPATIBLE,
        "the source has a column that the destination lacks; run there: ALTER TABLE "
            + Sql.name(table)
            + " ADD COLUMN "
            + Sql.name(column.name())
            + " "
            + column.type());
  }

  private static List<List<Column>> written(
      List<DestinationTable.UniqueKey> keys, List<Column> columns) {
    List<List<Column>> written = new ArrayList<>();
    for (DestinationTable.UniqueKey key : keys) {
      List<Column> of = columns.stream().filter(c -> key.columns().contains(c.name())).toList();
      if (key.plain() && of.size() == key.columns().size()) {
        written.add(of);
      }
    }
    return written;
  }

  private static Set<String> names(List<Column> columns) {
    Set<String> names = new HashSet<>();
    columns.forEach(column -> names.add(column.name()));
    return names;
  }
}
