package io.sluice.writer;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Secret;
import io.sluice.fixture.PostgresFixture;
import io.sluice.writer.crew.Crew;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One run of a writer, as a test gives it and sees it. */
public final class OneRun implements TaskContext {
  public final List<Telemetry> telemetry = new CopyOnWriteArrayList<>();
  public final List<String> lines = new CopyOnWriteArrayList<>();
  public final Map<String, String> report = new ConcurrentHashMap<>();
  public volatile boolean stopping;
  private final ComponentSpec spec;
  private final Step step;
  private final long epoch;

  public OneRun(Step step, long epoch, ComponentSpec spec) {
    this.spec = spec;
    this.step = step;
    this.epoch = epoch;
  }

  /** Schema and full synchronization alone: no log is needed. */
  public static SyncOptions withoutLog() {
    return options(SyncOptions.ConflictPolicy.OVERWRITE, 2, 0);
  }

  public static SyncOptions options(
      SyncOptions.ConflictPolicy conflict, int concurrency, int rowsPerSecond) {
    return new SyncOptions(
        Set.of(Step.SCHEMA, Step.FULL),
        conflict,
        SyncOptions.Format.JSON,
        "{schema}.{table}",
        1,
        concurrency,
        rowsPerSecond,
        1);
  }

  public static ComponentSpec spec(String name, SyncOptions options, TableMapping... tables) {
    return new ComponentSpec(
        "w-" + name,
        ComponentKind.WRITER,
        "p-" + name,
        name,
        "default",
        "s-" + name,
        "source",
        "destination",
        List.of(tables),
        options);
  }

  public static Crew.Databases databases(
      PostgresFixture.Database source, PostgresFixture.Database destination) {
    return new Crew.Databases(dataSource("source", source), dataSource("destination", destination));
  }

  private static DataSource.Postgres dataSource(String id, PostgresFixture.Database database) {
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

  @Override
  public ComponentSpec spec() {
    return spec;
  }

  @Override
  public Step step() {
    return step;
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
    return null;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void replayStarted(long fromOffset, long untilOffset) {
    throw new IllegalStateException("no replay was asked for");
  }

  @Override
  public void replayCompleted() {
    throw new IllegalStateException("no replay was asked for");
  }

  @Override
  public void caughtUp(long latencyMillis) {
    throw new IllegalStateException("not an incremental run");
  }

  @Override
  public void report(Map<String, String> found) {
    report.putAll(found);
  }

  @Override
  public void telemetry(Telemetry told) {
    telemetry.add(told);
  }

  @Override
  public void log(LogLine.Level level, String text) {
    lines.add(level + " " + text);
  }
}
