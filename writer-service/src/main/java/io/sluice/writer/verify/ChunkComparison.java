package io.sluice.writer.verify;

import io.sluice.chunk.RateLimit;
import io.sluice.compare.Findings;
import io.sluice.compare.Row;
import io.sluice.compare.Settlement;
import io.sluice.component.TaskContext;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableComparison;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.Transactions;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.compare.ComparedTable;
import io.sluice.writer.postgres.compare.FoundRecord;
import io.sluice.writer.postgres.compare.TableSide;
import io.sluice.writer.postgres.compare.TableSide.Sum;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares one chunk: both sides sum up their rows in buckets; of the buckets that are not the same
 * the rows are read, and those that are not the same are looked at until it is known whether they
 * are.
 */
final class ChunkComparison implements CopyWorkers.Job {
  private static final long BUCKETS = 1_024;

  /** So many rows of either side are held at a time, but for a bucket that has more. */
  private static final long ROWS_AT_ONCE = 20_000;

  private static final int SETTLED_AT_ONCE = 10_000;

  private static final String TOOK_TOO_LONG =
      "not compared: reading it took over a minute, and it has no key by which it is cut";

  /** What all chunks of a run share; the writer is null when nothing follows the source. */
  record Run(TaskContext context, RateLimit limit, DatabaseSides.@Nullable Writer writer) {}

  /** Called once the chunk is done and recorded. */
  @FunctionalInterface
  interface Done {
    void done(Connection destination);
  }

  private final Run run;
  private final ComparedTable table;
  private final ChunkRecord chunk;
  private final Done then;

  ChunkComparison(Run run, ComparedTable table, ChunkRecord chunk, Done then) {
    this.run = run;
    this.table = table;
    this.chunk = chunk;
    this.then = then;
  }

  @Override
  public void run(Connection from, Connection into) throws InterruptedException {
    try {
      compare(from, into);
    } catch (SluiceException e) {
      throw e.about(table.source());
    }
  }

  private void compare(Connection from, Connection into) throws InterruptedException {
    var seen = DatabaseRole.SOURCE.call(() -> ChunkSnapshot.begin(from, table.source()));
    var findings = findings(run.context().spec().options().changes());
    long rows = 0;
    var last = seen;
    String remark = table.remark();
    try {
      var source = new TableSide(DatabaseRole.SOURCE, from, table, chunk);
      var destination = new TableSide(DatabaseRole.DESTINATION, into, table, chunk);
      var sums = source.sums(BUCKETS);
      rows = sums.values().stream().mapToLong(Sum::rows).sum();
      DatabaseRole.SOURCE.act(() -> ChunkSnapshot.end(from));
      var suspects = suspects(source, destination, sums);
      for (int i = 0; i < suspects.size(); i += SETTLED_AT_ONCE) {
        var some = suspects.subList(i, Math.min(i + SETTLED_AT_ONCE, suspects.size()));
        last =
            new Settlement(
                    from,
                    table.source(),
                    new DatabaseSides(
                        source, destination, into, run.writer(), run.context().meter()),
                    !table.key().isEmpty())
                .settle(some, findings);
      }
      var different = findings.different();
      if (!different.isEmpty()) {
        findings.columns(
            table.columns().stream().map(ComparedTable.Pair::name).toList(),
            source.columns(different),
            destination.columns(different));
      }
    } catch (TableSide.TookTooLong e) {
      DatabaseRole.SOURCE.act(() -> abandon(from));
      rows = 0;
      findings = findings(Set.of());
      remark = TOOK_TOO_LONG + (remark == null ? "" : "; " + remark);
    }
    record(into, seen, findings.of(rows, last, remark, key -> key));
    run.limit().take(rows);
  }

  private Findings findings(Set<ChangeKind> written) {
    return new Findings(table.mapping(), table.keyColumns(), written);
  }

  private static void abandon(Connection from) throws SQLException {
    if (!from.getAutoCommit()) {
      from.rollback();
      from.setAutoCommit(true);
    }
  }

  /** Keys of the rows that were not the same when they were looked at. */
  private List<List<String>> suspects(
      TableSide source, TableSide destination, Map<Long, Sum> here) {
    var there = destination.sums(BUCKETS);
    var buckets = new HashSet<>(here.keySet());
    buckets.addAll(there.keySet());
    buckets.removeIf(bucket -> Objects.equals(here.get(bucket), there.get(bucket)));
    var suspects = new ArrayList<List<String>>();
    var some = new ArrayList<Long>();
    long rows = 0;
    for (long bucket : buckets) {
      some.add(bucket);
      rows += rows(here.get(bucket)) + rows(there.get(bucket));
      if (rows >= ROWS_AT_ONCE) {
        suspects.addAll(unlike(source.rowsOf(BUCKETS, some), destination.rowsOf(BUCKETS, some)));
        some.clear();
        rows = 0;
      }
    }
    if (!some.isEmpty()) {
      suspects.addAll(unlike(source.rowsOf(BUCKETS, some), destination.rowsOf(BUCKETS, some)));
    }
    return suspects;
  }

  private static long rows(@Nullable Sum sum) {
    return sum == null ? 0 : sum.rows();
  }

  private static List<List<String>> unlike(
      Map<List<String>, Row> here, Map<List<String>, Row> there) {
    var keys = new HashSet<>(here.keySet());
    keys.addAll(there.keySet());
    keys.removeIf(
        key ->
            here.getOrDefault(key, Row.ABSENT)
                .digest()
                .equals(there.getOrDefault(key, Row.ABSENT).digest()));
    return List.copyOf(keys);
  }

  private void record(Connection into, ChunkSnapshot seen, TableComparison found) {
    var context = run.context();
    String id = context.spec().componentId();
    DatabaseRole.DESTINATION.act(
        () ->
            Transactions.run(
                into,
                () -> {
                  chunk.done(
                      into,
                      id,
                      new ChunkRecord.Copied(seen.visible(), seen.position(), found.compared()));
                  FoundRecord.keep(into, id, chunk.number(), found);
                  Checkpoint.hold(into, id, context.epoch());
                }));
    context.meter().copied(table.source(), found.compared(), 0);
    context.meter().chunkCopied(table.source());
    then.done(into);
  }
}
