package io.sluice.writer.verify;

import io.sluice.chunk.RateLimit;
import io.sluice.component.TaskContext;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.Transactions;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.compare.FoundRecord;
import io.sluice.writer.postgres.compare.TableSide;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * The step of a component that compares the tables of its project. What was compared stays so: a
 * run that follows a crash or a pause goes on with the chunks that are left.
 */
public final class Verification {
  private final CopyWorkers.Databases databases;
  private final List<ChunkComparison> jobs = new ArrayList<>();
  private final Map<TableName, TableComparison> found = new ConcurrentHashMap<>();

  public Verification(CopyWorkers.Databases databases) {
    this.databases = databases;
  }

  /** Returns when every table is compared, or the component is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    new CopyWorkers(databases, context, 1)
        .run(List.of((source, destination) -> prepare(context, source, destination)));
    if (context.stopping()) {
      return;
    }
    new CopyWorkers(databases, context, context.spec().options().readConcurrency()).run(jobs);
    if (!context.stopping()) {
      // The tables have been told one by one.
      context.report(TableComparison.totals(found.values()));
    }
  }

  private void prepare(TaskContext context, Connection source, Connection destination) {
    var spec = context.spec();
    String id = spec.componentId();
    DatabaseRole.DESTINATION.act(
        () -> {
          Checkpoint.claim(destination, id, context.epoch(), spec.revision());
          ChunkRecord.forgetAllBut(destination, id, context.epoch(), spec.sourceTables());
        });
    Map<TableName, List<ChunkRecord>> known =
        DatabaseRole.DESTINATION.call(() -> ChunkRecord.load(destination, id)).stream()
            .collect(Collectors.groupingBy(ChunkRecord::source));
    boolean followed = spec.options().steps().contains(Step.INCREMENTAL);
    var run =
        new ChunkComparison.Run(
            context,
            new RateLimit(spec.options().rowsPerSecond()),
            followed
                ? new DatabaseSides.Writer(spec.kind().idFor(spec.projectId()), spec.revision())
                : null);
    for (var mapping : spec.tables()) {
      if (context.stopping()) {
        return;
      }
      try {
        prepare(run, mapping, known.getOrDefault(mapping.source(), List.of()), source, destination);
      } catch (SluiceException e) {
        throw e.about(mapping.source());
      }
    }
  }

  private void prepare(
      ChunkComparison.Run run,
      TableMapping mapping,
      List<ChunkRecord> known,
      Connection source,
      Connection destination) {
    var context = run.context();
    var table = TableSide.describe(mapping, source, destination);
    var chunks = known;
    long estimate = 0;
    if (chunks.isEmpty()) {
      var cut = DatabaseRole.SOURCE.call(() -> ChunkRecord.cut(source, table.sampled(), false));
      chunks = cut.chunks();
      estimate = cut.estimate();
      plan(context, destination, chunks);
    }
    var left = chunks.stream().filter(chunk -> chunk.copied() == null).toList();
    long done =
        chunks.stream()
            .map(ChunkRecord::copied)
            .mapToLong(copied -> copied == null ? 0 : copied.rows())
            .sum();
    context.meter().expect(mapping.source(), estimate, done, chunks.size(), left.size());
    var missing = new AtomicInteger(left.size());
    ChunkComparison.Done then =
        connection -> {
          if (missing.decrementAndGet() <= 0) {
            tell(context, mapping.source(), connection);
          }
        };
    if (left.isEmpty()) {
      then.done(destination);
    }
    left.forEach(chunk -> jobs.add(new ChunkComparison(run, table, chunk, then)));
  }

  private static void plan(TaskContext context, Connection destination, List<ChunkRecord> chunks) {
    String id = context.spec().componentId();
    DatabaseRole.DESTINATION.act(
        () ->
            Transactions.run(
                destination,
                () -> {
                  ChunkRecord.plan(destination, id, chunks);
                  Checkpoint.hold(destination, id, context.epoch());
                }));
  }

  private void tell(TaskContext context, TableName table, Connection destination) {
    String id = context.spec().componentId();
    DatabaseRole.DESTINATION
        .call(() -> FoundRecord.of(destination, id, table))
        .ifPresent(
            one -> {
              found.put(table, one);
              context.compared(one);
            });
  }
}
