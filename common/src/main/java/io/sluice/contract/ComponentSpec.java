package io.sluice.contract;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything a component needs to know to do its work; carried by the command that creates or
 * updates it.
 *
 * @param storeId the Store whose log it reads; a Store's own id for a Store
 * @param destination id of the destination data source; null for a Store
 */
public record ComponentSpec(
    String componentId,
    ComponentKind kind,
    String projectId,
    String projectName,
    String region,
    String storeId,
    String source,
    @Nullable String destination,
    List<TableMapping> tables,
    SyncOptions options) {
  public ComponentSpec {
    tables = List.copyOf(tables);
  }

  /** What the log knows its tables by. */
  public Set<TableName> sourceTables() {
    return tables.stream().map(TableMapping::source).collect(Collectors.toUnmodifiableSet());
  }
}
