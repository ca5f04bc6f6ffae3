package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.LogEntry;
import io.sluice.component.ReplayScope;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.SyncOptions.DdlPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.SourceRows;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.postgres.DestinationSession;
import io.sluice.writer.postgres.InOrderApply;
import io.sluice.writer.postgres.SetApply;
import io.sluice.writer.postgres.TableEvolution;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A destination to which slices are applied without log and checkpoint. */
final class Applied implements AutoCloseable {
  final Conflicts conflicts;

  /** How often source and destination did not fit. */
  final AtomicLong counted = new AtomicLong();

  private final DestinationSession session;
  private final SourceRows source;
  private final BatchApply apply;

  Applied(
      Database source,
      Database destination,
      ConflictPolicy policy,
      List<ChunkRecord> chunks,
      List<String> tables)
      throws SQLException {
    try (var connection = destination.connect()) {
      Checkpoint.claim(connection, "w-test", 1, 1);
    }
    this.conflicts = new Conflicts(policy, (_, rows) -> counted.addAndGet(rows));
    this.session =
        DestinationSession.over(
            new io.sluice.postgres.Database(destination.source("ds-destination"))
                .connect(DatabaseRole.DESTINATION, "test"));
    this.source =
        new SourceRows(
            () ->
                new io.sluice.postgres.Database(source.source("ds-source"))
                    .connect(DatabaseRole.SOURCE, "test"));
    var sets = new SetApply(session, conflicts, this.source);
    this.apply =
        new BatchApply(
            new Plans(
                new TableEvolution(
                    session, this.source, sets, "w-test", DdlPolicy.SYNCHRONIZE, Map::of, _ -> {}),
                tables.stream().map(t -> TableMapping.same("public", t)).toList()),
            ChunkRecord.rule(chunks, java.util.Map.of()),
            conflicts,
            this.source,
            sets,
            new InOrderApply(session, conflicts, this.source),
            ReplayScope.all());
  }

  void apply(List<LogEntry.Slice> slices) throws SQLException {
    try {
      apply.apply(slices);
    } catch (SQLException | RuntimeException e) {
      session.rollback();
      apply.rolledBack();
      throw e;
    }
    session.commit();
  }

  /** Fails unless both have the same rows in these tables. */
  static void assertSame(Database source, Database destination, List<String> tables)
      throws SQLException {
    for (String table : tables) {
      assertThat(rows(destination, table)).as(table).isEqualTo(rows(source, table));
    }
  }

  static String rows(Database database, String table) throws SQLException {
    return database.query(
        "select string_agg(t::text, E'\\n' order by t::text collate \"C\") from " + table + " t");
  }

  @Override
  public void close() throws SQLException {
    source.close();
    session.close();
  }
}
