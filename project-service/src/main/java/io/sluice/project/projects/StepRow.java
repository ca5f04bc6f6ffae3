package io.sluice.project.projects;

import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step as the projection keeps it.
 *
 * @param report what the step's component said it did, by table or topic
 * @param at when it last changed; null while nothing has begun
 */
record StepRow(Step step, StepStatus status, Map<String, String> report, @Nullable Instant at) {
  StepRow {
    report = Map.copyOf(report);
  }

  static StepRow pending(Step step) {
    return new StepRow(step, StepStatus.PENDING, Map.of(), null);
  }
}
