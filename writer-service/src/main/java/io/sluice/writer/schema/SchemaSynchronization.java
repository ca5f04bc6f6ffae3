package io.sluice.writer.schema;

import io.sluice.component.TaskContext;
import io.sluice.datasource.DataSource;

/** The schema step. */
public final class SchemaSynchronization {
  private final DataSource.Postgres source;
  private final DataSource.Postgres destination;

  public SchemaSynchronization(DataSource.Postgres source, DataSource.Postgres destination) {
    this.source = source;
    this.destination = destination;
  }

  /** Returns when every table of the component is at the destination, or it is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    throw new IllegalStateException("not built yet: " + source + destination + context);
  }
}
