package io.sluice.writer.full;

import io.sluice.component.TaskContext;
import io.sluice.datasource.DataSource;
import java.util.Map;

/** The full step. */
public final class FullSynchronization {
  private final DataSource.Postgres source;
  private final DataSource.Postgres destination;
  private final Map<String, Object> kafka;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public FullSynchronization(
      DataSource.Postgres source, DataSource.Postgres destination, Map<String, Object> kafka) {
    this.source = source;
    this.destination = destination;
    this.kafka = Map.copyOf(kafka);
  }

  /** Returns when every table of the component is copied, or it is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    throw new IllegalStateException("not built yet: " + source + destination + kafka + context);
  }
}
