package io.sluice.writer.plan;

import io.sluice.contract.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the destination's catalog says of a table.
 *
 * @param columns by name
 * @param keys columns of each unique index or exclusion constraint
 * @param foreignKeys whether it refers to a table or is referred to
 * @param referenced whether another table refers to it, so that it cannot be truncated alone
 */
public record DestinationTable(
    TableName name,
    Map<String, Column> columns,
    List<UniqueKey> keys,
    boolean foreignKeys,
    boolean referenced) {
  /**
   * @param type as a cast needs it, without length or precision: an explicit cast to {@code
   *     varchar(3)} would cut a value off silently, the assignment that follows refuses it
   * @param comparable whether {@code =} tells equal values of the type
   * @param declared type with length and precision
   * @param required whether a row without a value for it is refused
   */
  public record Column(
      String name,
      String type,
      boolean generated,
      boolean alwaysIdentity,
      boolean comparable,
      String declared,
      boolean notNull,
      boolean required) {}

  /**
   * @param plain immediate, whole-table and on columns only: {@code ON CONFLICT} can name it
   */
  public record UniqueKey(Set<String> columns, boolean plain) {
    public UniqueKey {
      columns = Set.copyOf(columns);
    }
  }
}
