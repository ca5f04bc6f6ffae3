package io.sluice.project.alerts;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as the API shows it.
 *
 * @param remedy what to do about it
 * @param toldAt when somebody was last told; null when nobody was
 * @param changedBy who has acknowledged or ended it; null when nobody has
 * @param note of that person
 */
public record AlertView(
    String id,
    AlertCondition condition,
    AlertSeverity severity,
    Status status,
    String about,
    @Nullable String project,
    @Nullable String projectName,
    List<String> tags,
    String text,
    String remedy,
    Instant raisedAt,
    @Nullable Instant toldAt,
    @Nullable Instant resolvedAt,
    @Nullable Instant silencedUntil,
    @Nullable String changedBy,
    @Nullable String note) {
  /** Where it is. */
  public enum Status {
    OPEN,
    ACKNOWLEDGED,
    SILENCED,
    RESOLVED
  }
}
