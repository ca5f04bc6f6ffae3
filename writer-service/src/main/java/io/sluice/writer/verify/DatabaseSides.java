package io.sluice.writer.verify;

import io.sluice.compare.Row;
import io.sluice.compare.Sides;
import io.sluice.component.Meter;
import io.sluice.postgres.DatabaseRole;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.compare.TableSide;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A chunk at the source and at a destination that a writer keeps in step. */
final class DatabaseSides implements Sides {
  /**
   * The component that writes to the destination.
   *
   * @param revision of the definition that it is to go by
   */
  record Writer(String componentId, long revision) {}

  private final TableSide source;
  private final TableSide destination;
  private final Connection into;
  private final @Nullable Writer writer;
  private final Meter meter;

  /**
   * @param writer null when nothing follows the source
   */
  DatabaseSides(
      TableSide source,
      TableSide destination,
      Connection into,
      @Nullable Writer writer,
      Meter meter) {
    this.source = source;
    this.destination = destination;
    this.into = into;
    this.writer = writer;
    this.meter = meter;
  }

  @Override
  public Map<List<String>, Row> source(List<List<String>> keys) {
    return source.rows(keys);
  }

  @Override
  public @Nullable Map<List<String>, Row> destination(long position, List<List<String>> keys) {
    DatabaseRole.DESTINATION.act(
        () -> {
          into.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          into.setAutoCommit(false);
        });
    var rows = hasReached(position) ? destination.rows(keys) : null;
    DatabaseRole.DESTINATION.act(
        () -> {
          into.commit();
          into.setAutoCommit(true);
          into.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        });
    return rows;
  }

  private boolean hasReached(long position) {
    if (writer == null) {
      return true;
    }
    boolean reached =
        DatabaseRole.DESTINATION.call(
            () -> Checkpoint.hasReached(into, writer.componentId(), position, writer.revision()));
    meter.waitsFor(
        reached ? null : writer.componentId() + " to write what the source has committed");
    return reached;
  }
}
