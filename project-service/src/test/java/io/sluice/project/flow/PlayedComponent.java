package io.sluice.project.flow;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.Outcome;
import io.sluice.contract.Step;
import io.sluice.lifecycle.ComponentLifecycle;
import io.sluice.lifecycle.ComponentLifecycle.End;
import io.sluice.lifecycle.ComponentState;
import io.sluice.lifecycle.Decision;
import java.util.List;
import java.util.Map;

/** A component in memory: its real lifecycle, and work that takes no time. */
final class PlayedComponent {
  private final String id;
  private final String project;
  private ComponentState state = new ComponentState.Absent();

  PlayedComponent(String id, String project) {
    this.id = id;
    this.project = project;
  }

  List<Record> answer(ComponentCommand command) {
    String type = MessageTypes.nameOf(command.getClass());
    return switch (ComponentLifecycle.decide(state, command, ComponentLifecycle.Facts.NONE)) {
      case Decision.Accepted<ComponentEvent>(var events) -> happened(events);
      case Decision.Unchanged<ComponentEvent> _ -> List.of(new Outcome.Satisfied(type));
      case Decision.Refused<ComponentEvent>(var failure) ->
          List.of(new Outcome.Rejected(type, failure));
    };
  }

  /** What comes next of itself; nothing when it is at rest. */
  List<Record> goOn(boolean fails) {
    return switch (state) {
      case ComponentState.Starting in ->
          happened(
              List.of(
                  new ComponentEvent.Started(
                      id, project, in.component().step(), in.component().epoch() + 1, "here")));
      case ComponentState.Running _ when fails -> ended(new End.Broken(failure(), null));
      case ComponentState.Running in -> {
        Step step = in.component().step();
        boolean endless = step == Step.LOG_PULL || step == Step.INCREMENTAL;
        if (!endless) {
          yield ended(new End.Completed(Map.of()));
        }
        yield in.component().caughtUp()
            ? List.of()
            : happened(List.of(new ComponentEvent.CaughtUp(id, project, 3)));
      }
      case ComponentState.Stopping _ -> ended(new End.Interrupted());
      case ComponentState.Destroying _ -> ended(new End.Completed(Map.of()));
      case ComponentState.Absent _,
          ComponentState.Stopped _,
          ComponentState.Retrying _,
          ComponentState.Failed _,
          ComponentState.Destroyed _ ->
          List.of();
    };
  }

  boolean isDestroyed() {
    return state instanceof ComponentState.Destroyed;
  }

  private static Failure failure() {
    return new Failure(ErrorCode.DESTINATION_REFUSED, "no");
  }

  private List<Record> ended(End end) {
    return happened(ComponentLifecycle.ended(state, end));
  }

  private List<Record> happened(List<ComponentEvent> events) {
    for (ComponentEvent event : events) {
      state = ComponentLifecycle.evolve(state, event);
    }
    return events.stream().map(Record.class::cast).toList();
  }

  @Override
  public String toString() {
    return state.toString();
  }
}
