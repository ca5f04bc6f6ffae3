package io.sluice.store.postgres;

import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import io.debezium.connector.postgresql.connection.ReplicationMessage.ColumnTypeMetadata;
import org.jspecify.annotations.Nullable;

/** A value as it came; {@code Row.ABSENT} when it did not. */
record RawColumn(String name, byte @Nullable [] value) implements Column {
  @Override
  public String getName() {
    return name;
  }

  @Override
  public byte @Nullable [] getValue(PgConnectionSupplier connection, boolean includeUnknown) {
    return value;
  }

  @Override
  public boolean isOptional() {
    return true;
  }

  @Override
  public PostgresType getType() {
    return PostgresType.UNKNOWN;
  }

  @Override
  public ColumnTypeMetadata getTypeMetadata() {
    throw new IllegalStateException("the description of a table comes from its relation message");
  }
}
