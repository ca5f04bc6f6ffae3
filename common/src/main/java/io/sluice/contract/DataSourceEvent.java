package io.sluice.contract;

import java.util.Map;

/** A fact about one data source; settings without secrets. */
public sealed interface DataSourceEvent {
  @MessageTypes.Name("io.sluice.datasource.created.v1")
  record Created(String dataSourceId, String name, Map<String, String> settings)
      implements DataSourceEvent {}

  @MessageTypes.Name("io.sluice.datasource.updated.v1")
  record Updated(String dataSourceId, String name, Map<String, String> settings)
      implements DataSourceEvent {}

  @MessageTypes.Name("io.sluice.datasource.deleted.v1")
  record Deleted(String dataSourceId) implements DataSourceEvent {}
}
