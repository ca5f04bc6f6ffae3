package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is so, and worth telling.
 *
 * @param repeat how long until it is told again
 */
public record Finding(
    AlertCondition condition,
    AlertSeverity severity,
    String about,
    @Nullable String project,
    @Nullable String projectName,
    List<String> tags,
    String text,
    Duration repeat) {
  World.Subject subject() {
    return new World.Subject(condition, about);
  }
}
