package io.sluice.store.postgres;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.PGReplicationStream;

/** The replication stream, message by message. */
final class RawStream implements ReplicationStream {
  static final int STATUS_SECONDS = 10;

  private final PGReplicationStream stream;
  private final Lsn from;
  private final PgOutput output;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable ExecutorService keepAlive;

  RawStream(PGReplicationStream stream, Lsn from, PgOutput output) {
    this.stream = stream;
    this.from = from;
    this.output = output;
  }

  @Override
  public void read(ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    output.read(stream.read(), processor);
  }

  @Override
  public boolean readPending(ReplicationMessageProcessor processor)
      throws SQLException, InterruptedException {
    var message = stream.readPending();
    if (message == null) {
      return false;
    }
    output.read(message, processor);
    return true;
  }

  @Override
  public void flushLsn(Lsn lsn) throws SQLException {
    var position = lsn.asLogSequenceNumber();
    stream.setFlushedLSN(position);
    stream.setAppliedLSN(position);
    stream.forceUpdateStatus();
  }

  @Override
  public Lsn lastReceivedLsn() {
    return output.position();
  }

  @Override
  public Lsn startLsn() {
    return from;
  }

  /** While Kafka is slow nobody reads, and the server must not take that for the end. */
  @Override
  public void startKeepAlive(ExecutorService service) {
    keepAlive = service;
    service.execute(
        () -> {
          try {
            while (!stopped.await(STATUS_SECONDS, TimeUnit.SECONDS)) {
              stream.forceUpdateStatus();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (SQLException e) {
            // Whoever reads meets the same failure and reports it.
            stopped.countDown();
          }
        });
  }

  @Override
  public void stopKeepAlive() {
    stopped.countDown();
    var service = keepAlive;
    if (service != null) {
      service.shutdown();
    }
  }

  @Override
  public void close() throws SQLException {
    stream.close();
  }
}
