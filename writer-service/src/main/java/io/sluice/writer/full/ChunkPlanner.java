package io.sluice.writer.full;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.writer.checkpoint.ChunkRecord;
import io.sluice.writer.dialect.Quoted;
import io.sluice.writer.dialect.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks at a table on both sides and decides how it is cut. */
final class ChunkPlanner {
  /** Enough for cuts that are right within a few percent, and read in a moment. */
  private static final long PAGES_SAMPLED = 4_000;

  private record Size(long pages, long bytes) {}

  private record Sample(long rows, List<String> cuts) {}

  /** Chunks of a table, and about how many rows it has. */
  record Plan(List<ChunkRecord> chunks, long estimate) {}

  private final Connection source;
  private final Connection destination;
  private final ConflictPolicy conflict;

  ChunkPlanner(Connection source, Connection destination, ConflictPolicy conflict) {
    this.source = source;
    this.destination = destination;
    this.conflict = conflict;
  }

  Plan plan(TableCopy table) {
    boolean merge = Side.DESTINATION.call(() -> hasRows(table));
    if (merge) {
      refuseUnmergeable(table);
    }
    var size = Side.SOURCE.call(() -> size(table));
    var sample = Side.SOURCE.call(() -> sample(table, size));
    var chunks = new ArrayList<ChunkRecord>();
    var kind = table.keyKind();
    if (kind == null) {
      chunks.add(new ChunkRecord(table.source(), 0, null, null, null, null, merge, null));
    } else {
      String column = table.key().getFirst();
      for (var range : KeyCut.ranges(kind, sample.cuts())) {
        chunks.add(
            new ChunkRecord(
                table.source(),
                chunks.size(),
                column,
                kind,
                range.low(),
                range.high(),
                merge,
                null));
      }
    }
    return new Plan(chunks, sample.rows());
  }

  private void refuseUnmergeable(TableCopy table) {
    if (conflict == ConflictPolicy.STOP) {
      throw new SluiceException(
          ErrorCode.CONFLICT, "table " + table.target() + " has rows already; empty it");
    }
    if (table.key().isEmpty()) {
      throw new SluiceException(
          ErrorCode.CONFLICT,
          "table " + table.target() + " has rows already and no key to merge by; empty it");
    }
  }

  private boolean hasRows(TableCopy table) throws SQLException {
    try (var statement = destination.createStatement();
        var rows =
            statement.executeQuery("select from " + Quoted.table(table.target()) + " limit 1")) {
      return rows.next();
    }
  }

  private Size size(TableCopy table) throws SQLException {
    try (var statement =
        source.prepareStatement(
            """
            select sum(pg_relation_size(relid)) / current_setting('block_size')::bigint,
                   sum(pg_table_size(relid))
            from (select ?::regclass as relid
                  union select relid from pg_partition_tree(?::regclass)) r
            """)) {
      statement.setString(1, Quoted.table(table.source()));
      statement.setString(2, Quoted.table(table.source()));
      try (var rows = statement.executeQuery()) {
        rows.next();
        return new Size(rows.getLong(1), rows.getLong(2));
      }
    }
  }

  /** Reads some pages, from all over the table, once to count and once to cut. */
  private Sample sample(TableCopy table, Size size) throws SQLException {
    double percent = Math.min(100, 100.0 * PAGES_SAMPLED / Math.max(1, size.pages()));
    // Repeatable, so that the second look is at the same pages.
    String from =
        "from %s%s tablesample system (%s) repeatable (0)"
            .formatted(table.partitioned() ? "" : "only ", Quoted.table(table.source()), percent);
    try (var statement = source.createStatement()) {
      long rows;
      try (var count = statement.executeQuery("select count(*) " + from)) {
        count.next();
        rows = Math.round(count.getLong(1) * 100 / percent);
      }
      int chunks = KeyCut.chunks(rows, size.bytes());
      if (table.keyKind() == null || chunks == 1) {
        return new Sample(rows, List.of());
      }
      var cuts = new ArrayList<String>();
      try (var keys =
          statement.executeQuery(
              "select distinct unnest(percentile_disc(array%s) within group (order by %s))::text %s"
                  .formatted(
                      KeyCut.fractions(chunks), Quoted.name(table.key().getFirst()), from))) {
        while (keys.next()) {
          if (keys.getString(1) != null) {
            cuts.add(keys.getString(1));
          }
        }
      }
      return new Sample(rows, cuts);
    }
  }
}
