package io.sluice.store.postgres;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.time.Duration;

/** Made by the engine; exchanges the reader of the replication stream. */
public final class StoreConnectorTask extends PostgresConnectorTask {
  private String identity = "";

  @Override
  public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(
      Configuration config) {
    identity = config.getString(RawConnection.IDENTITY);
    return super.start(config);
  }

  @Override
  public ReplicationConnection createReplicationConnection(
      PostgresConnectorConfig config, int retries, Duration delay) {
    var session =
        (PostgresReplicationConnection) super.createReplicationConnection(config, retries, delay);
    return new RawConnection(session, config, getSchema(), identity);
  }
}
