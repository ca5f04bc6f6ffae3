package io.sluice.writer.apply;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.datasource.Secret;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One run of a writer on a thread of its own, as the kernel would have it. */
final class RunningWriter implements TaskContext, AutoCloseable {
  final List<String> events = new CopyOnWriteArrayList<>();
  final AtomicReference<@Nullable Telemetry> telemetry = new AtomicReference<>();
  private final ComponentSpec spec;
  private final long epoch;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private volatile @Nullable Instant replayFrom;
  private volatile boolean stopping;

  private RunningWriter(ComponentSpec spec, long epoch, @Nullable Instant replayFrom) {
    this.spec = spec;
    this.epoch = epoch;
    this.replayFrom = replayFrom;
  }

  static ComponentSpec spec(String storeId, List<String> tables, ConflictPolicy conflict) {
    SyncOptions d = SyncOptions.DEFAULT;
    return new ComponentSpec(
        "w-" + storeId.substring(2),
        ComponentKind.WRITER,
        "p-" + storeId.substring(2),
        "test",
        "default",
        storeId,
        "from",
        "to",
        tables.stream().map(t -> TableMapping.same("public", t)).toList(),
        new SyncOptions(
            d.steps(),
            conflict,
            d.format(),
            d.topicTemplate(),
            d.topicPartitions(),
            d.readConcurrency(),
            d.rowsPerSecond(),
            d.logRetentionHours()));
  }

  static RunningWriter start(
      ComponentSpec spec,
      Database from,
      Database to,
      long epoch,
      @Nullable Instant replayFrom,
      Failpoint failpoint) {
    var writer = new RunningWriter(spec, epoch, replayFrom);
    var task =
        new IncrementalApply(
            DataSources.of(source("from", from), source("to", to)),
            KafkaFixture.client(),
            InstantSource.system(),
            failpoint);
    Thread.ofPlatform()
        .daemon()
        .name("writer under test")
        .start(
            () -> {
              try {
                task.run(writer);
                writer.end.complete(null);
              } catch (Throwable e) {
                writer.end.completeExceptionally(e);
              }
            });
    return writer;
  }

  private static DataSource.Postgres source(String id, Database database) {
    return new DataSource.Postgres(
        id,
        id,
        "default",
        database.host(),
        database.port(),
        database.name(),
        database.username(),
        new Secret(database.password()),
        DataSource.SslMode.DISABLE);
  }

  /** What the run was ended by. */
  Throwable failure() {
    try {
      end.get(60, TimeUnit.SECONDS);
      throw new AssertionError("it ended well");
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  boolean ended() {
    return end.isDone();
  }

  /** Stops it; it must end well, and soon. */
  @Override
  public void close() {
    stopping = true;
    end.orTimeout(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Override
  public ComponentSpec spec() {
    return spec;
  }

  @Override
  public Step step() {
    return Step.INCREMENTAL;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public String instance() {
    return "test";
  }

  @Override
  public @Nullable Instant replayFrom() {
    return replayFrom;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void replayStarted(long fromOffset, long untilOffset) {
    replayFrom = null;
    events.add("replay started");
  }

  @Override
  public void replayCompleted() {
    events.add("replay completed");
  }

  @Override
  public void caughtUp(long latencyMillis) {
    events.add("caught up");
  }

  @Override
  public void report(Map<String, String> report) {
    events.add("report");
  }

  @Override
  public void telemetry(Telemetry now) {
    telemetry.set(now);
  }

  @Override
  public void log(LogLine.Level level, String text) {
    System.out.println(level + " " + text);
  }
}
