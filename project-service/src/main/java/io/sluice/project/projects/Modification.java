package io.sluice.project.projects;

import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tables on their way into a project that has started. A component of their own copies them and
 * brings them up to the others, and then hands them over.
 *
 * @param task revision of the definition that asked for them; the component is named after it
 * @param known those of them that the project had before
 * @param targets what their copy does with rows that are there; null for as the project's options
 *     say
 * @param steps those of that component that were asked for; LOG_PULL is the Store's publication of
 *     the tables
 * @param failure why it does not go on; null when it does
 */
record Modification(
    long task,
    List<TableMapping> tables,
    @Nullable List<TableName> known,
    SyncOptions.@Nullable Targets targets,
    Map<Step, StepState> steps,
    @Nullable Failure failure) {
  private static final String CANCELLED = "what brought it up to the source was cancelled";

  Modification {
    tables = List.copyOf(tables);
    known = known == null ? List.of() : List.copyOf(known);
    steps = ProjectState.copy(steps);
  }

  static Modification begun(ProjectEvent.ModificationStarted event) {
    var known = event.before().tables().stream().map(TableMapping::source).toList();
    return new Modification(
        event.after().revision(),
        Objects.requireNonNullElse(event.copied(), List.of()),
        known,
        event.targets(),
        Map.of(Step.LOG_PULL, StepState.ASKED),
        null);
  }

  Modification asked(Step step) {
    var before = steps.get(step);
    var now = before == null ? StepState.ASKED : StepLifecycle.resume(before);
    return new Modification(task, tables, known, targets, Steps.with(steps, step, now), null);
  }

  Modification advanced(Step step, StepStatus status) {
    return new Modification(
        task, tables, known, targets, Steps.with(steps, step, after(step, status)), failure);
  }

  Modification failed(Step step, Failure why) {
    return new Modification(
        task, tables, known, targets, Steps.with(steps, step, after(step, StepStatus.FAILED)), why);
  }

  StepState after(Step step, StepStatus status) {
    return StepLifecycle.advance(
        step, Objects.requireNonNullElse(steps.get(step), StepState.ASKED), status);
  }

  /** The definition by which they are copied. */
  ProjectDefinition copyOf(ProjectDefinition definition) {
    return targets == null
        ? definition
        : definition.withOptions(definition.options().with(targets)).as(definition.revision());
  }

  /** What its project has when it is given up: whoever had flowed is suspended, others are gone. */
  List<TableMapping> cancelled(List<TableMapping> all) {
    return all.stream()
        .filter(table -> !tables.contains(table) || had(table))
        .map(table -> tables.contains(table) ? table.suspended(CANCELLED) : table)
        .toList();
  }

  private boolean had(TableMapping table) {
    return known != null && known.contains(table.source());
  }

  /** As its project has it while nothing else is so. */
  ProjectStatus status() {
    var last = steps.get(Step.INCREMENTAL);
    return last != null && last.status() == StepStatus.MONITORING
        ? ProjectStatus.INTEGRATING
        : ProjectStatus.MODIFYING;
  }
}
