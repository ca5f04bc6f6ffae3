package io.sluice.project.datasources;

/** What a data source is. */
public enum DataSourceKind {
  POSTGRESQL,
  KAFKA
}
