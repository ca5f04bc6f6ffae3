package io.sluice.writer.postgres.schema;

import io.sluice.chunk.KeyOrder;
import io.sluice.contract.TableName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A table as a catalog has it.
 *
 * @param partitioned its rows are in its partitions
 * @param key columns by which rows are told apart: of the primary key, or else of the index chosen
 *     as replica identity; empty when there is none
 * @param identity columns by which the log tells rows apart: of the index chosen as replica
 *     identity, or else {@code key}
 * @param uniqueKeys the columns of every index that lets a conflict be resolved by them
 */
public record Table(
    TableName name,
    boolean partitioned,
    List<Column> columns,
    List<String> key,
    List<String> identity,
    List<List<String>> uniqueKeys,
    List<Constraint> constraints,
    List<Index> indexes,
    List<Sequence> sequences,
    @Nullable String comment) {
  public Table {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
    identity = List.copyOf(identity);
    uniqueKeys = List.copyOf(uniqueKeys);
    constraints = List.copyOf(constraints);
    indexes = List.copyOf(indexes);
    sequences = List.copyOf(sequences);
  }

  public Optional<Column> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** Of the values by whose ranges the table is cut; null when it cannot be cut. */
  public @Nullable KeyOrder order() {
    if (identity.isEmpty()) {
      return null;
    }
    return switch (column(identity.getFirst()).orElseThrow().type()) {
      case "smallint", "integer", "bigint" -> KeyOrder.INTEGER;
      case "uuid" -> KeyOrder.UUID;
      default -> null;
    };
  }

  Optional<Constraint> primaryKey() {
    return constraints.stream().filter(c -> c.kind() == Constraint.Kind.PRIMARY).findFirst();
  }

  Table withoutChecks() {
    return new Table(
        name,
        partitioned,
        columns,
        key,
        identity,
        uniqueKeys,
        constraints.stream().filter(c -> c.kind() != Constraint.Kind.CHECK).toList(),
        indexes,
        sequences,
        comment);
  }

  /** The same table with these columns only, and what depends on no other column. */
  Table only(@Nullable List<String> names) {
    if (names == null) {
      return this;
    }
    return new Table(
        name,
        partitioned,
        columns.stream().filter(column -> names.contains(column.name())).toList(),
        names.containsAll(key) ? key : List.of(),
        names.containsAll(identity) ? identity : List.of(),
        uniqueKeys.stream().filter(names::containsAll).toList(),
        constraints.stream().filter(c -> names.containsAll(c.columns())).toList(),
        indexes.stream().filter(index -> names.containsAll(index.columns())).toList(),
        sequences.stream().filter(sequence -> names.contains(sequence.column())).toList(),
        comment);
  }
}
