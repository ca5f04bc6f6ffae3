package io.sluice.store.postgres;

import io.debezium.DebeziumException;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.PostgresReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.SessionSettings;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** Opens the stream over Debezium's session, and reads it our way. */
final class RawConnection implements ReplicationConnection {
  /** Of the engine's settings: who the source has to be. */
  static final String IDENTITY = "sluice.identity";

  private static final int POSTGRES_14 = 140_000;

  private final PostgresReplicationConnection session;
  private final PostgresConnectorConfig config;
  private final PostgresSchema schema;
  private final String identity;
  private final PostgresConnection catalog;

  /**
   * @param identity who the source has to be, as {@link SourceIdentity} writes itself
   */
  RawConnection(
      PostgresReplicationConnection session,
      PostgresConnectorConfig config,
      PostgresSchema schema,
      String identity) {
    this.session = session;
    this.config = config;
    this.schema = schema;
    this.identity = identity;
    this.catalog = new PostgresConnection(config.getJdbcConfig(), "sluice-catalog");
  }

  @Override
  public ReplicationStream startStreaming(WalPositionLocator locator) {
    throw new IllegalStateException("the position is always known");
  }

  @Override
  public ReplicationStream startStreaming(Lsn from, WalPositionLocator locator)
      throws SQLException {
    var connection = session.connection();
    // Between the Store's look at its position and this another server may have taken over.
    var now = SourceIdentity.of(connection).identity();
    if (!now.toString().equals(identity)) {
      throw new SluiceException(
          ErrorCode.SOURCE_UNREACHABLE, "another server answers than a moment ago");
    }
    SessionSettings.forText(connection);
    var builder =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .logical()
            .withSlotName(config.slotName())
            .withStartPosition(from.asLogSequenceNumber())
            .withAutomaticFlush(false)
            .withStatusInterval(RawStream.STATUS_SECONDS, TimeUnit.SECONDS)
            .withSlotOption("proto_version", 1)
            .withSlotOption("publication_names", config.publicationName());
    if (catalog.queryAndMap(
            "select current_setting('server_version_num')::int",
            catalog.singleResultMapper(rows -> rows.getInt(1), "no version"))
        >= POSTGRES_14) {
      // The Store's own messages mark its way through a source that is otherwise quiet.
      builder = builder.withSlotOption("messages", true);
    }
    return new RawStream(builder.start(), from, new PgOutput(schema, new Relations(catalog)));
  }

  @Override
  public Optional<SlotCreationResult> createReplicationSlot() {
    throw new DebeziumException("the slot is gone");
  }

  @Override
  public void initConnection() {}

  @Override
  public boolean isConnected() throws SQLException {
    return session.isConnected();
  }

  @Override
  public void reconnect() throws SQLException {
    session.reconnect();
  }

  @Override
  public void close() throws Exception {
    try {
      session.close();
    } finally {
      catalog.close();
    }
  }
}
