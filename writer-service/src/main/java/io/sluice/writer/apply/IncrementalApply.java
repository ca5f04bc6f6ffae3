package io.sluice.writer.apply;

import io.sluice.component.TaskContext;
import io.sluice.datasource.DataSources;
import java.util.Map;

/** Writes what the Store's log holds, and goes on as it grows. */
public final class IncrementalApply {
  private final DataSources dataSources;
  private final Map<String, Object> kafka;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public IncrementalApply(DataSources dataSources, Map<String, Object> kafka) {
    this.dataSources = dataSources;
    this.kafka = Map.copyOf(kafka);
  }

  /** Returns only when the component is stopping, with everything in hand committed or given up. */
  public void run(TaskContext context) throws InterruptedException {
    throw new IllegalStateException("not built yet: " + dataSources + kafka + context);
  }
}
