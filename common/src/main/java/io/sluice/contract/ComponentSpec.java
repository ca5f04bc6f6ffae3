package io.sluice.contract;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything a component needs to know to do its work; carried by the command that creates or
 * updates it.
 *
 * @param storeId the Store whose log it reads; a Store's own id for a Store
 * @param destination id of the destination data source; null for a Store
 * @param revision of the project's definition that it was made from; 1 when it is left out
 * @param mergesInto id of the component that is to have its tables: once they are up to the others
 *     they are handed over, and this one ends; null for a component that goes on
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
    SyncOptions options,
    @Nullable Long revision,
    @Nullable String mergesInto) {
  public ComponentSpec {
    tables = List.copyOf(tables);
    revision = Objects.requireNonNullElse(revision, 1L);
  }

  /** Never null: what was stored before there were revisions is of the first. */
  @Override
  public Long revision() {
    return Objects.requireNonNull(revision);
  }

  /** What the log knows its tables by. */
  public Set<TableName> sourceTables() {
    return tables.stream().map(TableMapping::source).collect(Collectors.toUnmodifiableSet());
  }
}
