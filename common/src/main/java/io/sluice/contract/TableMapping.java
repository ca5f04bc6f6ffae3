package io.sluice.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object of a project: a source table and where its rows go.
 *
 * @param target table at the destination; for Kafka the topic is the name of the target
 * @param columns the source columns to copy, or null for all
 * @param filter SQL condition on source rows, or null for all
 */
public record TableMapping(
    TableName source, TableName target, @Nullable List<String> columns, @Nullable String filter) {
  public static TableMapping same(String schema, String name) {
    var table = new TableName(schema, name);
    return new TableMapping(table, table, null, null);
  }
}
