package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.datasource.DataSource;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a Store, as the kernel would run it. */
final class RunningStore implements AutoCloseable {
  final RecordedRun run;
  private final StoreTask task;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread thread;

  private RunningStore(StoreTask task, ComponentSpec spec) {
    this.task = task;
    this.run = new RecordedRun(Step.LOG_PULL, 1, spec);
    this.thread = new Thread(this::pull, "test-" + spec.componentId());
  }

  static ComponentSpec spec(String storeId, String... tables) {
    return spec(
        storeId, Arrays.stream(tables).map(table -> TableMapping.same("public", table)).toList());
  }

  static ComponentSpec spec(String storeId, List<TableMapping> tables) {
    return new ComponentSpec(
        storeId,
        ComponentKind.STORE,
        "p-" + storeId.substring(2),
        "test",
        "default",
        storeId,
        "d-1",
        null,
        tables,
        SyncOptions.DEFAULT,
        null,
        null);
  }

  static StoreTask task(Database database) {
    return task(database.source("d-1"));
  }

  private static StoreTask task(DataSource.Postgres source) {
    return new StoreTask(_ -> new io.sluice.postgres.Database(source), KafkaFixture.client());
  }

  /** Starts, and returns at once. */
  static RunningStore start(Database database, ComponentSpec spec) {
    var store = new RunningStore(task(database), spec);
    store.thread.start();
    return store;
  }

  /** Starts, and returns when it streams. */
  static RunningStore streaming(Database database, ComponentSpec spec) {
    return streaming(database.source("d-1"), spec);
  }

  /** Starts, and returns when it streams. */
  static RunningStore streaming(DataSource.Postgres source, ComponentSpec spec) {
    var store = new RunningStore(task(source), spec);
    store.thread.start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> store.run.caughtUp || store.failure.get() != null);
    assertThat(store.failure.get()).isNull();
    return store;
  }

  static void destroy(Database database, ComponentSpec spec) throws InterruptedException {
    var task = task(database);
    task.destroy(new RecordedRun(Step.LOG_PULL, 1, spec));
  }

  /** A broker that lets one transaction down is met as the kernel meets it: by another run. */
  private void pull() {
    boolean again;
    do {
      again = false;
      try {
        task.run(run);
      } catch (SluiceException e) {
        again = e.failure().code() == ErrorCode.KAFKA_UNAVAILABLE && !run.stopping;
        failure.set(again ? null : e);
      } catch (Throwable e) {
        failure.set(e);
      }
    } while (again);
  }

  /**
   * True when it ended by itself, for a transient reason, or because another run, which may be an
   * earlier one that tried again, took the log over.
   */
  boolean hasFailed() {
    var failed = failure.get();
    if (failed != null
        && !(failed instanceof SluiceException known
            && (known.isTransient() || known.failure().code() == ErrorCode.FENCED))) {
      throw new AssertionError(failed);
    }
    return failed != null;
  }

  /** What it ended with, by itself. */
  Throwable failure() {
    await().atMost(Duration.ofSeconds(60)).until(() -> failure.get() != null);
    var failed = failure.get();
    if (failed == null) {
      throw new IllegalStateException();
    }
    return failed;
  }

  /** Stops as the kernel does. */
  @Override
  public void close() throws InterruptedException {
    run.stopping = true;
    thread.join(60_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(failure.get()).isNull();
  }

  boolean endsWithin(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  /** Ends it in the middle of whatever it does. */
  void interrupt() throws InterruptedException {
    run.stopping = true;
    thread.interrupt();
    thread.join(60_000);
    assertThat(thread.isAlive()).isFalse();
  }
}
