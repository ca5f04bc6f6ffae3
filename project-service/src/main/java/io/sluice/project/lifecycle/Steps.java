package io.sluice.project.lifecycle;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Running;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How a project's steps follow each other: schema, log pull, full, incremental. */
public final class Steps {
  private Steps() {}

  /** Those the definition asks for, in their order. */
  public static List<Step> of(ProjectDefinition definition) {
    return definition.options().steps().stream().sorted().toList();
  }

  static Step first(ProjectDefinition definition) {
    return of(definition).getFirst();
  }

  /** Asked of the components and not over. */
  static List<Step> underWay(Map<Step, StepState> steps) {
    return steps.entrySet().stream()
        .filter(step -> step.getValue().reached() != StepStatus.COMPLETED)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** What is due: a step that can begin, or the end of them all; empty while one is at work. */
  static Optional<ProjectEvent> next(ProjectDefinition definition, Map<Step, StepState> steps) {
    Optional<Step> due = due(definition, steps);
    if (due.isPresent()) {
      return Optional.of(new ProjectEvent.StepStarted(due.get(), definition));
    }
    Step last = of(definition).getLast();
    StepState state = steps.get(last);
    return state != null && StepLifecycle.letsNextBegin(last, state)
        ? Optional.of(new ProjectEvent.Completed(definition))
        : Optional.empty();
  }

  /** The step that can begin and has not; empty while one before it is at work, or at the end. */
  static Optional<Step> due(ProjectDefinition definition, Map<Step, StepState> steps) {
    for (Step step : of(definition)) {
      StepState state = steps.get(step);
      if (state == null) {
        return Optional.of(step);
      }
      if (!StepLifecycle.letsNextBegin(step, state)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A report about a step of a project that goes on: the next step may begin, or all stops. */
  static Decision<ProjectEvent> recordMoving(
      Running is, ProjectCommand.RecordStep fact, Facts facts) {
    StepState after = after(is, fact);
    if (after.equals(is.steps().get(fact.step()))) {
      return Decision.unchanged();
    }
    List<ProjectEvent> events = new ArrayList<>();
    events.add(new ProjectEvent.StepAdvanced(fact.step(), after.status(), fact.report()));
    if (after.status() == StepStatus.FAILED) {
      var failed = new ProjectEvent.Failed(fact.step(), failureOf(fact), facts.recoverableUntil());
      events.add(failed);
      if (ProjectHistory.evolve(is, failed) instanceof ProjectState.Failed stopped) {
        events.addAll(Suspension.after(stopped, facts));
      }
    } else {
      next(is.definition(), with(is.steps(), fact.step(), after)).ifPresent(events::add);
    }
    return Decision.accept(events);
  }

  /** The fact is kept; what it leads to waits for the resume. */
  static Decision<ProjectEvent> recordAtRest(Begun is, ProjectCommand.RecordStep fact) {
    StepState after = after(is, fact);
    if (after.equals(is.steps().get(fact.step()))) {
      return Decision.unchanged();
    }
    var report = new TreeMap<String, String>(fact.report());
    if (after.status() == StepStatus.FAILED) {
      Failure failure = failureOf(fact);
      report.put("failure", failure.code() + ": " + failure.detail());
    }
    return Decision.accept(new ProjectEvent.StepAdvanced(fact.step(), after.status(), report));
  }

  static Map<Step, StepState> with(Map<Step, StepState> steps, Step step, StepState state) {
    var changed = new EnumMap<Step, StepState>(Step.class);
    changed.putAll(steps);
    changed.put(step, state);
    return changed;
  }

  private static StepState after(Begun is, ProjectCommand.RecordStep fact) {
    StepState before = is.steps().getOrDefault(fact.step(), StepState.ASKED);
    return StepLifecycle.advance(fact.step(), before, fact.status());
  }

  static Failure failureOf(ProjectCommand.RecordStep fact) {
    Failure failure = fact.failure();
    return failure != null ? failure : new Failure(ErrorCode.INTERNAL, "no reason was given");
  }
}
