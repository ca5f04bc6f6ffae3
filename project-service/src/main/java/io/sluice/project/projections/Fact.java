package io.sluice.project.projections;

import io.sluice.contract.Envelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as it stands in the log.
 *
 * @param key what the log is partitioned by: the project's id, or the data source's
 * @param data null when this version does not know the type
 * @param json the data as it was written
 */
public record Fact(
    int partition,
    long offset,
    String key,
    Envelope envelope,
    String type,
    @Nullable Record data,
    String json) {
  public String subject() {
    return envelope.subject();
  }

  public Instant time() {
    return envelope.time();
  }
}
