package io.sluice.project.lifecycle;

import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
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
 * @param before the tables that the project had when they were asked for
 * @param targets what their copy does with rows that are there; null for as the project's options
 *     say
 * @param steps those of that component that were asked for; LOG_PULL is the Store's publication of
 *     the tables; none until the tables have passed the precheck
 * @param failure why it does not go on; null when it does
 */
public record Modification(
    long task,
    List<TableMapping> tables,
    @Nullable List<TableMapping> before,
    SyncOptions.@Nullable Targets targets,
    Map<Step, StepState> steps,
    @Nullable Failure failure) {
  private static final String CANCELLED = "what brought it up to the source was cancelled";

  public Modification {
    tables = List.copyOf(tables);
    before = before == null ? List.of() : List.copyOf(before);
    steps = ProjectState.copy(steps);
  }

  static Modification begun(ProjectEvent.ModificationStarted event) {
    return new Modification(
        event.after().revision(),
        Objects.requireNonNullElse(event.copied(), List.of()),
        event.before().tables(),
        event.targets(),
        Map.of(),
        null);
  }

  /** Whether they have passed the precheck; nothing is done for them before that. */
  boolean isAdmitted() {
    return !steps.isEmpty();
  }

  Modification admitted() {
    return new Modification(
        task, tables, before, targets, Map.of(Step.LOG_PULL, StepState.ASKED), null);
  }

  /** The precheck has been asked for, again where it had failed. */
  Modification checked() {
    return new Modification(task, tables, before, targets, steps, null);
  }

  /** Whether tables that were written until then are copied again, and nothing else. */
  boolean isResynchronization() {
    return before != null && before.containsAll(tables);
  }

  Modification asked(Step step) {
    var last = steps.get(step);
    var now = last == null ? StepState.ASKED : StepLifecycle.resume(last);
    return new Modification(task, tables, before, targets, Steps.with(steps, step, now), null);
  }

  Modification advanced(Step step, StepStatus status) {
    return new Modification(
        task, tables, before, targets, Steps.with(steps, step, after(step, status)), failure);
  }

  Modification failed(Step step, Failure why) {
    var failed = isAdmitted() ? Steps.with(steps, step, after(step, StepStatus.FAILED)) : steps;
    return new Modification(task, tables, before, targets, failed, why);
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
    if (!isAdmitted() && before != null) {
      return before;
    }
    return all.stream()
        .filter(table -> !tables.contains(table) || had(table))
        .map(table -> tables.contains(table) ? table.suspended(CANCELLED) : table)
        .toList();
  }

  private boolean had(TableMapping table) {
    return before != null && before.stream().anyMatch(one -> one.source().equals(table.source()));
  }

  /** As its project has it while nothing else is so. */
  ProjectStatus status() {
    var last = steps.get(Step.INCREMENTAL);
    return last != null && last.status() == StepStatus.MONITORING
        ? ProjectStatus.INTEGRATING
        : ProjectStatus.MODIFYING;
  }
}
