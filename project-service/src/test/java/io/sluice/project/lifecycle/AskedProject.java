package io.sluice.project.lifecycle;

import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.project.lifecycle.LifecycleTable.DEFINITION;
import static io.sluice.project.lifecycle.LifecycleTable.FACTS;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.lifecycle.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A project as its history makes it, to be asked and reported to. */
abstract class AskedProject {
  private final List<ProjectEvent> history = new ArrayList<>();

  void begin() {
    ask(new ProjectCommand.Create(DEFINITION, true));
    passPrecheck();
  }

  /** Begins, and has copied and caught up. */
  void monitor() {
    begin();
    report(Step.SCHEMA, StepStatus.COMPLETED);
    report(Step.LOG_PULL, StepStatus.RUNNING);
    report(Step.FULL, StepStatus.COMPLETED);
    report(Step.INCREMENTAL, StepStatus.MONITORING);
  }

  List<ProjectEvent> passPrecheck() {
    return passPrecheck(null);
  }

  /**
   * @param task whose tables are brought in
   */
  List<ProjectEvent> passPrecheck(@Nullable Long task) {
    return ask(
        new ProjectCommand.RecordPrecheck(
            List.of(new CheckResult("connection", CheckResult.Status.PASSED, null, null)), task));
  }

  List<ProjectEvent> report(Step step, StepStatus status) {
    Failure failure = status == FAILED ? new Failure(ErrorCode.DESTINATION_REFUSED, "no") : null;
    return ask(new ProjectCommand.RecordStep(step, status, failure, Map.of(), null));
  }

  List<ProjectEvent> ask(ProjectCommand command) {
    return switch (ProjectLifecycle.decide(state(), command, FACTS)) {
      case Decision.Accepted<ProjectEvent>(var events) -> {
        history.addAll(events);
        yield events;
      }
      case Decision.Unchanged<ProjectEvent> _ -> List.of();
      case Decision.Refused<ProjectEvent>(var failure) ->
          throw new AssertionError(command + " was refused: " + failure);
    };
  }

  @Nullable Failure refusal(ProjectCommand command, Facts facts) {
    return ProjectLifecycle.decide(state(), command, facts)
            instanceof Decision.Refused<ProjectEvent>(var failure)
        ? failure
        : null;
  }

  ProjectState state() {
    return ProjectHistory.fold(history);
  }

  ProjectStatus status() {
    return ((ProjectState.Existing) state()).status();
  }

  StepStatus statusOf(Step step) {
    return Objects.requireNonNull(((ProjectState.Begun) state()).steps().get(step)).status();
  }
}
