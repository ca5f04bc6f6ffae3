package io.sluice.store.postgres;

import io.debezium.connector.postgresql.PostgresConnector;
import org.apache.kafka.connect.connector.Task;

/** Named in the engine's configuration; made by the engine. */
@SuppressWarnings("unchecked") // a raw return type of a class above
public final class StoreConnector extends PostgresConnector {
  @Override
  public Class<? extends Task> taskClass() {
    return StoreConnectorTask.class;
  }
}
