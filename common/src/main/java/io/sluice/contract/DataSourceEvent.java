package io.sluice.contract;

import java.util.Map;

/** A fact about one data source; settings without secrets. */
public sealed interface DataSourceEvent {
  record Created(String dataSourceId, String name, Map<String, String> settings)
      implements DataSourceEvent {}

  record Updated(String dataSourceId, String name, Map<String, String> settings)
      implements DataSourceEvent {}

  record Deleted(String dataSourceId) implements DataSourceEvent {}
}
