package io.sluice.connector.postgres;

import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import java.sql.Connection;

/** Connections to the source on which every value has the text form that the Store logs. */
public final class SourceConnections {
  private static final int LONGEST_SILENCE_MILLIS = 3_600_000;

  private final Database source;
  private final String componentId;

  public SourceConnections(Database source, String componentId) {
    this.source = source;
    this.componentId = componentId;
  }

  public String database() {
    return source.name();
  }

  /** A session that reads rows. */
  public Connection open() {
    var connection = source.connect(DatabaseRole.SOURCE, "sluice " + componentId);
    // Sorting a large table can be silent for long.
    DatabaseRole.SOURCE.act(
        () -> connection.setNetworkTimeout(Runnable::run, LONGEST_SILENCE_MILLIS));
    return connection;
  }
}
