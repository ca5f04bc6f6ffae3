package io.sluice.writer.full;

import io.sluice.change.TableSchema;
import io.sluice.chunk.RateLimit;
import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.Targets;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.Transactions;
import io.sluice.postgres.text.Sql;
import io.sluice.storelog.LogStart;
import io.sluice.writer.postgres.AppliedSchemas;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.AfterLoad;
import io.sluice.writer.postgres.schema.CatalogReader;
import io.sluice.writer.postgres.schema.CreatedTables;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The full step. Everything that is decided once is recorded at the destination before it is acted
 * on (where the log is to be read from, how tables are cut), so a run that follows a crash carries
 * on where the last commit was.
 *
 * <p>A table that holds rows before its first chunk is copied is merged into by key: under {@code
 * OVERWRITE} the source's row wins, under {@code SKIP} the one that is there, {@code STOP} refuses.
 * Rows that the source does not have stay.
 */
public final class FullSynchronization {
  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();

  private final CopyWorkers.Databases databases;
  private final Map<String, Object> kafka;
  private final List<ChunkCopy> jobs = new ArrayList<>();

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public FullSynchronization(CopyWorkers.Databases databases, Map<String, Object> kafka) {
    this.databases = databases;
    this.kafka = Map.copyOf(kafka);
  }

  /** Returns when every table of the component is copied, or it is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    LogStart start = start(context);
    new CopyWorkers(databases, context, 1)
        .run(List.of((source, destination) -> prepare(context, start, source, destination)));
    if (context.stopping()) {
      return;
    }
    new CopyWorkers(databases, context, context.spec().options().readConcurrency()).run(jobs);
    if (context.stopping()) {
      return;
    }
    var report = context.meter().copied();
    report.putAll(new AfterLoad(databases, context).run(context.spec().tables()));
    if (!context.stopping()) {
      context.report(report);
    }
  }

  private void prepare(
      TaskContext context, @Nullable LogStart start, Connection source, Connection destination) {
    var spec = context.spec();
    var checkpoint =
        DatabaseRole.DESTINATION.call(
            () ->
                Checkpoint.claim(
                    destination, spec.componentId(), context.epoch(), spec.revision()));
    DatabaseRole.DESTINATION.act(
        () ->
            ChunkRecord.forgetAllBut(
                destination, spec.componentId(), context.epoch(), spec.sourceTables()));
    if (checkpoint.logOffset() == Checkpoint.NONE && start != null) {
      DatabaseRole.DESTINATION.act(
          () -> Checkpoint.begin(destination, spec.componentId(), context.epoch(), start));
    }
    Map<TableName, List<ChunkRecord>> known =
        DatabaseRole.DESTINATION
            .call(() -> ChunkRecord.load(destination, spec.componentId()))
            .stream()
            .collect(Collectors.groupingBy(ChunkRecord::source));
    var run =
        new ChunkCopy.Run(
            spec.componentId(),
            context.epoch(),
            spec.options().conflict(),
            context.meter(),
            new RateLimit(spec.options().rowsPerSecond()));
    Map<TableName, TableSchema> follows =
        DatabaseRole.DESTINATION.call(() -> AppliedSchemas.load(destination, spec.componentId()));
    awaitLetGo(context, destination);
    var planner = new ChunkPlanner(source, destination, spec.options().conflict());
    TableName at = null;
    try {
      for (var mapping : spec.tables()) {
        if (context.stopping()) {
          return;
        }
        at = mapping.source();
        var now = DatabaseRole.SOURCE.call(() -> AppliedSchemas.describe(source, mapping.source()));
        var described = follows.getOrDefault(mapping.source(), now);
        var table = table(mapping, described, source, destination);
        table.refuseAltered(now);
        boolean exact = exact(context, mapping, destination);
        var chunks = known.getOrDefault(mapping.source(), List.of());
        long estimate = 0;
        if (chunks.isEmpty()) {
          boolean emptied = spec.options().targets() == Targets.EMPTY;
          var plan = planner.plan(table, exact, emptied);
          chunks = plan.chunks();
          estimate = plan.estimate();
          record(
              context,
              destination,
              chunks,
              emptied ? "delete from " + Sql.name(table.target()) : "");
        }
        expect(context, mapping.source(), estimate, chunks);
        chunks.stream()
            .filter(chunk -> chunk.copied() == null)
            .forEach(chunk -> jobs.add(new ChunkCopy(run, table, chunk, exact)));
      }
    } catch (SluiceException e) {
      throw e.about(at);
    }
  }

  /**
   * A table that comes back, or is copied again, has what it had when it was let go; it was made
   * here for this project, so no row of others is in it.
   */
  private static boolean exact(TaskContext context, TableMapping mapping, Connection destination) {
    if (context.spec().options().targets() == Targets.MERGE) {
      return true;
    }
    String taker = context.spec().mergesInto();
    return taker != null
        && DatabaseRole.DESTINATION.call(
            () -> CreatedTables.has(destination, taker, mapping.target()));
  }

  /** Until then the writer that had these tables may write to them what is older than the copy. */
  private static void awaitLetGo(TaskContext context, Connection destination) {
    String taker = context.spec().mergesInto();
    while (taker != null
        && !context.stopping()
        && DatabaseRole.DESTINATION.call(() -> ChunkRecord.load(destination, taker)).stream()
            .anyMatch(chunk -> context.spec().sourceTables().contains(chunk.source()))) {
      context.meter().waitsFor(taker + " to let go of the tables");
      LockSupport.parkNanos(LOOK_NANOS);
    }
    context.meter().waitsFor(null);
  }

  private static void expect(
      TaskContext context, TableName table, long estimate, List<ChunkRecord> chunks) {
    long rows = 0;
    int left = 0;
    for (ChunkRecord chunk : chunks) {
      var copied = chunk.copied();
      rows += copied == null ? 0 : copied.rows();
      left += copied == null ? 1 : 0;
    }
    context.meter().expect(table, estimate, rows, chunks.size(), left);
  }

  private static void record(
      TaskContext context, Connection destination, List<ChunkRecord> chunks, String before) {
    String componentId = context.spec().componentId();
    DatabaseRole.DESTINATION.act(
        () ->
            Transactions.run(
                destination,
                () -> {
                  if (!before.isEmpty()) {
                    try (var statement = destination.createStatement()) {
                      statement.execute(before);
                    }
                  }
                  ChunkRecord.plan(destination, componentId, chunks);
                  Checkpoint.hold(destination, componentId, context.epoch());
                }));
  }

  private static TableCopy table(
      TableMapping mapping, TableSchema described, Connection source, Connection destination) {
    var from = DatabaseRole.SOURCE.call(() -> new CatalogReader(source).readMapped(mapping));
    var into =
        DatabaseRole.DESTINATION.find(() -> new CatalogReader(destination).read(mapping.target()));
    return TableCopy.of(mapping, from, described, into);
  }

  /** Where incremental synchronization is to begin; null when there is to be none. */
  private @Nullable LogStart start(TaskContext context) throws InterruptedException {
    if (!context.spec().options().steps().contains(Step.INCREMENTAL)) {
      return null;
    }
    try {
      return LogStart.ofCopy(kafka, context.spec().storeId());
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (KafkaException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "looking for the log's end", e);
    }
  }
}
