package io.sluice.postgres;

import io.sluice.chunk.ChunkPlan;
import io.sluice.chunk.KeyOrder;
import io.sluice.chunk.KeyRange;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * About how many rows a table has, and how it is cut into ranges of its key.
 *
 * @param ranges of about equal numbers of rows; one without bounds when it is not cut
 */
public record TableSample(long rows, List<KeyRange> ranges) {
  /** Enough for cuts that are right within a few percent, and read in a moment. */
  private static final long PAGES_SAMPLED = 4_000;

  private record Size(long pages, long bytes) {}

  /** A table to be looked at; {@code only} when rows of tables that inherit are not its own. */
  public record Of(TableName table, boolean only, @Nullable String keyColumn, KeyOrder order) {}

  /** Reads some pages, from all over the table, once to count and once to cut. */
  public static TableSample take(Connection source, Of of) throws SQLException {
    Size size = size(source, of.table());
    double percent = Math.min(100, 100.0 * PAGES_SAMPLED / Math.max(1, size.pages()));
    // Repeatable, so that the second look is at the same pages.
    String from =
        "from %s%s tablesample system (%s) repeatable (0)"
            .formatted(of.only() ? "only " : "", Sql.name(of.table()), percent);
    long rows = count(source, from, percent);
    int chunks = ChunkPlan.chunks(rows, size.bytes());
    String key = of.keyColumn();
    if (key == null || !of.order().isCut() || chunks == 1) {
      return new TableSample(rows, List.of(KeyRange.ALL));
    }
    return new TableSample(rows, ChunkPlan.ranges(of.order(), cuts(source, from, key, chunks)));
  }

  private static long count(Connection source, String from, double percent) throws SQLException {
    try (var statement = source.createStatement();
        var count = statement.executeQuery("select count(*) " + from)) {
      count.next();
      return Math.round(count.getLong(1) * 100 / percent);
    }
  }

  private static List<String> cuts(Connection source, String from, String key, int chunks)
      throws SQLException {
    var cuts = new ArrayList<String>();
    try (var statement = source.createStatement();
        var keys =
            statement.executeQuery(
                "select distinct unnest(percentile_disc(array%s) within group (order by %s))::text %s"
                    .formatted(ChunkPlan.fractions(chunks), Sql.name(key), from))) {
      while (keys.next()) {
        if (keys.getString(1) != null) {
          cuts.add(keys.getString(1));
        }
      }
    }
    return cuts;
  }

  private static Size size(Connection source, TableName table) throws SQLException {
    try (var statement =
        source.prepareStatement(
            """
            select sum(pg_relation_size(relid)) / current_setting('block_size')::bigint,
                   sum(pg_table_size(relid))
            from (select ?::regclass as relid
                  union select relid from pg_partition_tree(?::regclass)) r
            """)) {
      statement.setString(1, Sql.name(table));
      statement.setString(2, Sql.name(table));
      try (var rows = statement.executeQuery()) {
        rows.next();
        return new Size(rows.getLong(1), rows.getLong(2));
      }
    }
  }
}
