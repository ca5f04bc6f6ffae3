package io.sluice.writer.full;

import io.sluice.chunk.KeyOrder;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.TableSample;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.CatalogReader;
import java.sql.Connection;
import java.sql.SQLException;

/** Looks at a table on both sides and decides how it is cut. */
final class ChunkPlanner {
  private final Connection source;
  private final Connection destination;
  private final ConflictPolicy conflict;

  ChunkPlanner(Connection source, Connection destination, ConflictPolicy conflict) {
    this.source = source;
    this.destination = destination;
    this.conflict = conflict;
  }

  /**
   * @param exact whether rows that the source does not have are to go
   * @param emptied whether all rows that are there go before
   */
  ChunkRecord.Cut plan(TableCopy table, boolean exact, boolean emptied) {
    boolean merge = !emptied && DatabaseRole.DESTINATION.call(() -> hasRows(table));
    if (merge && !exact) {
      refuseUnmergeable(table);
    }
    // A value that has to be unique may stand in a row of another chunk, which goes later.
    boolean whole =
        merge
            && exact
            && DatabaseRole.DESTINATION.call(
                () -> new CatalogReader(destination).hasUniqueBesideKey(table.target()));
    String keyColumn = whole ? null : table.keyColumn();
    KeyOrder order = whole ? null : table.order();
    return DatabaseRole.SOURCE.call(
        () ->
            ChunkRecord.cut(
                source,
                new TableSample.Of(
                    table.source(),
                    !table.partitioned(),
                    keyColumn,
                    order == null ? KeyOrder.TEXT : order),
                merge));
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
        var rows = statement.executeQuery("select from " + Sql.name(table.target()) + " limit 1")) {
      return rows.next();
    }
  }
}
