package io.sluice.change;

import java.util.List;

/**
 * A table's columns at one time. A table that changes gets a new schema id.
 *
 * @param id unique within a Store, given by it, never used for anything else; of two versions of a
 *     table the later one has the higher id
 */
public record TableSchema(int id, String schema, String table, List<ColumnSchema> columns) {
  public TableSchema {
    columns = List.copyOf(columns);
  }
}
