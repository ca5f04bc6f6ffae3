package io.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Secret;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a Store, as the kernel would run it. */
final class RunningStore implements TaskContext, AutoCloseable {
  private final ComponentSpec spec;
  private final StoreTask task;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  final List<Telemetry> telemetry = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;
  private final Thread thread;

  private RunningStore(StoreTask task, ComponentSpec spec) {
    this.task = task;
    this.spec = spec;
    this.thread = new Thread(this::run, "test-" + spec.componentId());
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
        SyncOptions.DEFAULT);
  }

  static StoreTask task(Database database) {
    var source =
        new DataSource.Postgres(
            "d-1",
            "source",
            "default",
            database.host(),
            database.port(),
            database.name(),
            database.username(),
            new Secret(database.password()),
            DataSource.SslMode.DISABLE);
    return new StoreTask((_, _) -> source, KafkaFixture.client());
  }

  /** Starts, and returns at once. */
  static RunningStore start(Database database, ComponentSpec spec) {
    var store = new RunningStore(task(database), spec);
    store.thread.start();
    return store;
  }

  /** Starts, and returns when it streams. */
  static RunningStore streaming(Database database, ComponentSpec spec) {
    var store = start(database, spec);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> store.caughtUp.getCount() == 0 || store.failure.get() != null);
    assertThat(store.failure.get()).isNull();
    return store;
  }

  static void destroy(Database database, ComponentSpec spec) throws InterruptedException {
    var task = task(database);
    task.destroy(new RunningStore(task, spec));
  }

  private void run() {
    try {
      task.run(this);
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  /** True when it ended by itself, for a transient reason. */
  boolean hasFailed() {
    var failed = failure.get();
    if (failed != null && !(failed instanceof SluiceException known && known.isTransient())) {
      throw new AssertionError(failed);
    }
    return failed != null;
  }

  /** What it ended with, by itself. */
  Throwable failure() {
    await().atMost(Duration.ofSeconds(30)).until(() -> failure.get() != null);
    var failed = failure.get();
    if (failed == null) {
      throw new IllegalStateException();
    }
    return failed;
  }

  /** Stops as the kernel does, and sees to it that this is quick. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    long start = System.nanoTime();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(failure.get()).isNull();
  }

  boolean endsWithin(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  /** Ends it in the middle of whatever it does. */
  void interrupt() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join(20_000);
    assertThat(thread.isAlive()).isFalse();
  }

  List<String> lines() {
    return lines;
  }

  @Override
  public ComponentSpec spec() {
    return spec;
  }

  @Override
  public Step step() {
    return Step.LOG_PULL;
  }

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public String instance() {
    return "test:1";
  }

  @Override
  public @Nullable Instant replayFrom() {
    return null;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void replayStarted(long fromOffset, long untilOffset) {}

  @Override
  public void replayCompleted() {}

  @Override
  public void caughtUp(long latencyMillis) {
    caughtUp.countDown();
  }

  @Override
  public void report(Map<String, String> report) {
    lines.add(report.toString());
  }

  @Override
  public void telemetry(Telemetry figures) {
    telemetry.add(figures);
  }

  @Override
  public void log(LogLine.Level level, String text) {
    lines.add(level + " " + text);
  }
}
