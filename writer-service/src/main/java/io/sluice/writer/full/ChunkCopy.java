package io.sluice.writer.full;

import io.sluice.chunk.RateLimit;
import io.sluice.component.Meter;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.failpoint.Failpoint;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.postgres.AppliedSchemas;
import io.sluice.writer.postgres.CopyPipe;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * Copies one chunk, exactly once. The order of things, with the points at which a crash may fall:
 *
 * <ol>
 *   <li>the source's transaction takes its snapshot, and the position of its log after it;
 *   <li>the rows go into the destination's transaction;
 *   <li>the chunk is marked as copied in the same transaction, with snapshot and position;
 *   <li>the epoch is checked and held, and the destination commits.
 * </ol>
 *
 * A crash before the commit leaves nothing; the chunk is copied again, under a new snapshot. After
 * it, the chunk is not looked at again.
 */
final class ChunkCopy implements CopyWorkers.Job {
  /** Temporary tables are found before all others of the same name. */
  private static final String STAGE = "sluice_stage";

  /** What all chunks of a run share. */
  record Run(
      String componentId, long epoch, ConflictPolicy conflict, Meter meter, RateLimit limit) {}

  private final Run run;
  private final TableCopy table;
  private final ChunkRecord chunk;
  private final boolean exact;

  /**
   * @param exact whether rows that the source does not have are to go, where the table had rows
   */
  ChunkCopy(Run run, TableCopy table, ChunkRecord chunk, boolean exact) {
    this.run = run;
    this.table = table;
    this.chunk = chunk;
    this.exact = exact;
  }

  @Override
  public void run(Connection source, Connection destination) throws InterruptedException {
    try {
      copy(source, destination);
    } catch (SluiceException e) {
      throw e.about(table.source());
    }
  }

  private void copy(Connection source, Connection destination) throws InterruptedException {
    var seen = DatabaseRole.SOURCE.call(() -> ChunkSnapshot.begin(source, table.source()));
    DatabaseRole.DESTINATION.act(() -> destination.setAutoCommit(false));
    table.refuseAltered(
        DatabaseRole.SOURCE.call(() -> AppliedSchemas.describe(source, table.source())));
    String into = chunk.merge() ? stage(destination) : Sql.name(table.target());
    long rows =
        new CopyPipe(run.meter(), table.source(), run.limit())
            .run(source, table.copyOut(chunk), destination, table.copyIn(into));
    DatabaseRole.SOURCE.act(() -> ChunkSnapshot.end(source));
    Failpoint.reached("writer.chunk-sent");
    if (chunk.merge() && exact) {
      DatabaseRole.DESTINATION.act(() -> makeEqual(destination));
    }
    long conflicts =
        chunk.merge() && !exact ? DatabaseRole.DESTINATION.call(() -> merge(destination, rows)) : 0;
    DatabaseRole.DESTINATION.act(
        () -> {
          chunk.done(
              destination,
              run.componentId(),
              new ChunkRecord.Copied(seen.visible(), seen.position(), rows));
          Checkpoint.hold(destination, run.componentId(), run.epoch());
          destination.commit();
          destination.setAutoCommit(true);
        });
    Failpoint.reached("writer.chunk-committed");
    run.meter().chunkCopied(table.source());
    run.meter().conflicts(table.source(), conflicts);
  }

  private String stage(Connection destination) {
    DatabaseRole.DESTINATION.act(
        () -> {
          try (var statement = destination.createStatement()) {
            statement.execute(
                "create temp table "
                    + STAGE
                    + " on commit drop as select %s from %s with no data"
                        .formatted(Sql.names(table.columns()), Sql.name(table.target())));
          }
        });
    return STAGE;
  }

  private void makeEqual(Connection destination) throws SQLException {
    long changed = 0;
    for (String sql : table.makeEqual(chunk, STAGE)) {
      try (var statement = destination.createStatement();
          var count = statement.executeQuery(sql)) {
        count.next();
        changed += count.getLong(1);
      }
    }
    run.meter().corrected(table.source(), changed);
  }

  /** Returns how many rows were there already. */
  private long merge(Connection destination, long rows) throws SQLException {
    String columns = Sql.names(table.columns());
    String changes =
        table.columns().stream()
            .filter(column -> !table.key().contains(column))
            .map(column -> Sql.name(column) + " = excluded." + Sql.name(column))
            .collect(Collectors.joining(", "));
    boolean skip = run.conflict() == ConflictPolicy.SKIP || changes.isEmpty();
    String sql =
        """
        with merged as (
          insert into %s (%s) overriding system value select %s from %s
          on conflict (%s) do %s
          returning xmax <> 0 as existed)
        select count(*), count(*) filter (where existed) from merged
        """
            .formatted(
                Sql.name(table.target()),
                columns,
                columns,
                STAGE,
                Sql.names(table.key()),
                skip ? "nothing" : "update set " + changes);
    try (var statement = destination.createStatement();
        var counts = statement.executeQuery(sql)) {
      counts.next();
      return skip ? rows - counts.getLong(1) : counts.getLong(2);
    }
  }
}
