package io.sluice.project.lifecycle;

import io.sluice.contract.MessageTypes;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.lifecycle.Decision;
import java.util.List;
import java.util.Optional;

/** A project in memory, for tests that play it against the rest. */
public final class PlayedProject {
  private final String id;
  private ProjectState state = new ProjectState.None();

  public PlayedProject(String id) {
    this.id = id;
  }

  public static ProjectDefinition definition() {
    return LifecycleTable.DEFINITION;
  }

  /** What it says to a command. */
  public List<Record> answer(ProjectCommand command) {
    var facts = new Facts(id, LifecycleTable.NOW, LifecycleTable.LATER, true, "ann");
    String type = MessageTypes.nameOf(command.getClass());
    return switch (ProjectLifecycle.decide(state, command, facts)) {
      case Decision.Accepted<ProjectEvent>(var events) -> {
        for (ProjectEvent event : events) {
          state = ProjectHistory.evolve(state, event);
        }
        yield events.stream().map(Record.class::cast).toList();
      }
      case Decision.Unchanged<ProjectEvent> _ -> List.of(new Outcome.Satisfied(type));
      case Decision.Refused<ProjectEvent>(var failure) ->
          List.of(new Outcome.Rejected(type, failure));
    };
  }

  public Optional<ProjectStatus> status() {
    return state instanceof ProjectState.Existing is ? Optional.of(is.status()) : Optional.empty();
  }

  public boolean isMonitored() {
    return state instanceof ProjectState.Running is
        && is.steps().get(Step.INCREMENTAL) instanceof StepState step
        && step.status() == StepStatus.MONITORING;
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
