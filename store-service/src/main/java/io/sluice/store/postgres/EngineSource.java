package io.sluice.store.postgres;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.sluice.datasource.DataSource;
import io.sluice.postgres.Database;
import io.sluice.postgres.Publication;
import io.sluice.postgres.TlsSocketFactory;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Debezium's engine on a thread of its own, which ends when this is closed. */
public final class EngineSource implements AutoCloseable {
  private static final int STOP_SECONDS = 5;

  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final Thread thread;
  private volatile boolean givenUp;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * Starts to read.
   *
   * @param start the source is read from here on, and only while it is who it was then
   */
  public EngineSource(
      Database source,
      String storeId,
      SourcePosition start,
      DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> consumer) {
    engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings(source.settings(), storeId, start))
            .using(
                (DebeziumEngine.CompletionCallback)
                    (_, _, error) -> failure.compareAndSet(null, error))
            .notifying(noting(consumer))
            .build();
    thread =
        new Thread(
            () -> {
              try {
                engine.run();
              } finally {
                ended.countDown();
              }
            },
            "engine-" + storeId);
    thread.start();
  }

  /** Waits; true when the engine has ended by itself, or has failed and is about to. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS) || failure.get() != null;
  }

  /** Why it ended, or null when it was not told. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /** The source does not answer, so that nothing is to be waited for when this is closed. */
  public void giveUp() {
    givenUp = true;
  }

  @Override
  public void close() {
    if (givenUp) {
      thread.interrupt();
    }
    long patience = givenUp ? 1 : STOP_SECONDS;
    var stopping = CompletableFuture.runAsync(this::stop, task -> new Thread(task).start());
    try {
      if (!ended.await(patience, TimeUnit.SECONDS)) {
        thread.interrupt();
      }
      stopping.orTimeout(patience, TimeUnit.SECONDS).exceptionally(_ -> null).join();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    try {
      engine.close();
    } catch (IOException | IllegalStateException e) {
      // It has ended already, or never started.
      thread.interrupt();
    }
  }

  /** The engine wraps what a consumer throws; the first failure is what counts. */
  private DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> noting(
      DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> consumer) {
    return (batch, committer) -> {
      try {
        consumer.handleBatch(batch, committer);
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
        throw e;
      }
    };
  }

  private static Properties settings(
      DataSource.Postgres source, String storeId, SourcePosition start) {
    var settings = new Properties();
    settings.setProperty("name", storeId);
    settings.setProperty("connector.class", StoreConnector.class.getName());
    // Names the engine's figures, which must not meet those of a run that has not ended yet.
    settings.setProperty("topic.prefix", storeId + "." + Long.toHexString(System.nanoTime()));
    settings.setProperty("offset.storage", Position.class.getName());
    settings.setProperty(Position.START, Long.toString(start.lsn()));
    settings.setProperty(RawConnection.IDENTITY, String.valueOf(start.of()));
    // Asked for by the engine, used by nothing in it.
    settings.setProperty("bootstrap.servers", "localhost:9092");
    settings.setProperty("offset.flush.interval.ms", "0");
    settings.setProperty("database.hostname", source.host());
    settings.setProperty("database.port", Integer.toString(source.port()));
    settings.setProperty("database.dbname", source.database());
    settings.setProperty("database.user", source.username());
    settings.setProperty("database.password", source.password().reveal(source.endpoint()));
    // Those that the engine knows it checks; the others it hands to the driver.
    TlsSocketFactory.settings(source)
        .forEach(
            (name, value) ->
                settings.setProperty(
                    (name.equals("sslfactoryarg") ? "driver." : "database.") + name, value));
    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("slot.name", Publication.name(storeId));
    settings.setProperty("publication.name", Publication.name(storeId));
    settings.setProperty("publication.autocreate.mode", "disabled");
    settings.setProperty("snapshot.mode", "no_data");
    // Our own names for tables; none of the source's is read beforehand.
    settings.setProperty("table.include.list", "r\\.t[0-9]+");
    settings.setProperty("converters", "pass");
    settings.setProperty("pass.type", PassThrough.class.getName());
    settings.setProperty("provide.transaction.metadata", "true");
    settings.setProperty("skipped.operations", "none");
    settings.setProperty("tombstones.on.delete", "false");
    settings.setProperty("include.unknown.datatypes", "true");
    settings.setProperty("poll.interval.ms", "5");
    settings.setProperty("max.batch.size", "8192");
    settings.setProperty("max.queue.size", "32768");
    settings.setProperty("max.queue.size.in.bytes", Integer.toString(64 << 20));
    settings.setProperty("lsn.flush.mode", "connector");
    settings.setProperty("log.position.check.enable", "false");
    settings.setProperty("heartbeat.interval.ms", "0");
    settings.setProperty("slot.max.retries", "0");
    settings.setProperty("executor.shutdown.timeout.ms", "1000");
    settings.setProperty("task.management.timeout.ms", "60000");
    // Starting again is the kernel's work, which counts and says so.
    settings.setProperty("errors.max.retries", "0");
    return settings;
  }
}
