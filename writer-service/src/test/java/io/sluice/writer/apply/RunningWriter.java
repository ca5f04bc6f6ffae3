package io.sluice.writer.apply;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.SyncOptions.DdlPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.datasource.DataSources;
import io.sluice.fixture.KafkaFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.apply.CrashPoint.Failpoint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One run of a writer on a thread of its own, as the kernel would have it. */
final class RunningWriter implements AutoCloseable {
  final RecordedRun run;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private RunningWriter(RecordedRun run) {
    this.run = run;
  }

  static ComponentSpec spec(
      String storeId, List<String> tables, ConflictPolicy conflict, DdlPolicy ddl) {
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
            // These logs are written by hand; nothing was copied.
            Set.of(Step.LOG_PULL, Step.INCREMENTAL),
            conflict,
            d.format(),
            d.topicTemplate(),
            d.topicPartitions(),
            d.readConcurrency(),
            d.rowsPerSecond(),
            d.logRetentionHours(),
            ddl,
            d.constraints(),
            d.targets(),
            null,
            null,
            null),
        null,
        null);
  }

  static RunningWriter start(
      ComponentSpec spec,
      Database from,
      Database to,
      long epoch,
      @Nullable Instant replayFrom,
      Failpoint failpoint) {
    return start(new RecordedRun(Step.INCREMENTAL, epoch, spec, replayFrom), from, to, failpoint);
  }

  static RunningWriter start(RecordedRun run, Database from, Database to, Failpoint failpoint) {
    var writer = new RunningWriter(run);
    var task =
        new IncrementalApply(
            DataSources.of(from.source("from"), to.source("to")), KafkaFixture.client(), failpoint);
    Thread.ofPlatform()
        .daemon()
        .name("writer under test")
        .start(
            () -> {
              try {
                task.run(writer.run);
                writer.end.complete(null);
              } catch (Throwable e) {
                writer.end.completeExceptionally(e);
              }
            });
    return writer;
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
    run.stopping = true;
    end.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
