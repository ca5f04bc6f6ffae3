package io.sluice.postgres;

import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import java.sql.Connection;

/** A registered PostgreSQL, as whoever is not concerned with PostgreSQL passes it on. */
public record Database(DataSource.Postgres settings) {
  /**
   * @throws io.sluice.contract.SluiceException INVALID_INPUT when there is no such data source, or
   *     it is of another kind
   */
  public static Database require(DataSources dataSources, String id) {
    return new Database(dataSources.require(id, DataSource.Postgres.class));
  }

  /** What the server calls it. */
  public String name() {
    return settings.database();
  }

  /** A session that takes the commands of PostgreSQL's replication protocol. */
  public Connection replication(String applicationName) {
    return Postgres.replication(settings, applicationName);
  }

  /** A session that reads rows, or reads and writes them at the destination. */
  public Connection connect(DatabaseRole role, String applicationName) {
    return role.connect(settings, applicationName);
  }
}
