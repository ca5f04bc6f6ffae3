package io.sluice.project.alerts.rules;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * For a time nobody is told of what it fits; ahead of maintenance, as a rule. What is null fits
 * all.
 *
 * @param project id
 * @param tag of the project
 * @param alert id of the only alert that it is for
 */
public record Silence(
    String id,
    @Nullable String project,
    @Nullable String tag,
    @Nullable AlertCondition condition,
    @Nullable String alert,
    Instant from,
    Instant until,
    String reason,
    String by) {
  /** Whether nobody is told of the alert at that time. */
  public boolean covers(Alert about, Instant time) {
    return !time.isBefore(from)
        && time.isBefore(until)
        && (project == null || project.equals(about.project()))
        && (tag == null || about.tags().contains(tag))
        && (condition == null || condition == about.condition())
        && (alert == null || alert.equals(about.id()));
  }
}
