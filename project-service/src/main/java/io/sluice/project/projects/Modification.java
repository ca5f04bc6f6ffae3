package io.sluice.project.projects;

import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.TableMapping;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tables on their way into a project that has started. A component of their own copies them and
 * brings them up to the others, and then hands them over.
 *
 * @param task revision of the definition that asked for them; the component is named after it
 * @param steps those of that component that were asked for; LOG_PULL is the Store's publication of
 *     the tables
 * @param failure why it does not go on; null when it does
 */
record Modification(
    long task, List<TableMapping> tables, Map<Step, StepState> steps, @Nullable Failure failure) {
  Modification {
    tables = List.copyOf(tables);
    steps = ProjectState.copy(steps);
  }

  static Modification begun(long task, List<TableMapping> tables) {
    return new Modification(task, tables, Map.of(Step.LOG_PULL, StepState.ASKED), null);
  }

  Modification asked(Step step) {
    var before = steps.get(step);
    var now = before == null ? StepState.ASKED : StepLifecycle.resume(before);
    return new Modification(task, tables, Steps.with(steps, step, now), null);
  }

  Modification advanced(Step step, StepStatus status) {
    return new Modification(task, tables, Steps.with(steps, step, after(step, status)), failure);
  }

  Modification failed(Step step, Failure why) {
    return new Modification(
        task, tables, Steps.with(steps, step, after(step, StepStatus.FAILED)), why);
  }

  StepState after(Step step, StepStatus status) {
    return StepLifecycle.advance(
        step, Objects.requireNonNullElse(steps.get(step), StepState.ASKED), status);
  }

  /** As its project has it while nothing else is so. */
  ProjectStatus status() {
    var last = steps.get(Step.INCREMENTAL);
    return last != null && last.status() == StepStatus.MONITORING
        ? ProjectStatus.INTEGRATING
        : ProjectStatus.MODIFYING;
  }
}
