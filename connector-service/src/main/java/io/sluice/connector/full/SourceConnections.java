package io.sluice.connector.full;

import io.sluice.datasource.DataSource;
import io.sluice.postgres.DatabaseRole;
import java.sql.Connection;

/** Connections to the source on which every value has the text form that the Store logs. */
public final class SourceConnections {
  private static final int LONGEST_SILENCE_MILLIS = 3_600_000;

  private final DataSource.Postgres source;
  private final String componentId;

  public SourceConnections(DataSource.Postgres source, String componentId) {
    this.source = source;
    this.componentId = componentId;
  }

  public String database() {
    return source.database();
  }

  /** A session that reads rows. */
  public Connection open() {
    var connection = DatabaseRole.SOURCE.connect(source, "sluice " + componentId);
    // Sorting a large table can be silent for long.
    DatabaseRole.SOURCE.act(
        () -> connection.setNetworkTimeout(Runnable::run, LONGEST_SILENCE_MILLIS));
    return connection;
  }
}
