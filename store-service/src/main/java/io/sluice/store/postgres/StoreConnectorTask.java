package io.sluice.store.postgres;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import java.time.Duration;

/** Made by the engine; exchanges the reader of the replication stream. */
public final class StoreConnectorTask extends PostgresConnectorTask {
  @Override
  public ReplicationConnection createReplicationConnection(
      PostgresConnectorConfig config, int retries, Duration delay) {
    var session =
        (PostgresReplicationConnection) super.createReplicationConnection(config, retries, delay);
    return new RawConnection(session, config, getSchema());
  }
}
