package io.sluice.component;

import io.sluice.aggregate.AggregateType;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Topics;
import io.sluice.lifecycle.ComponentLifecycle;
import io.sluice.lifecycle.ComponentLifecycle.Available;
import io.sluice.lifecycle.ComponentLifecycle.Facts;
import io.sluice.lifecycle.ComponentState;
import io.sluice.lifecycle.Decision;
import io.sluice.storelog.LogRange;
import org.jspecify.annotations.Nullable;

/** The components of one kind in one region, as aggregates. */
final class ComponentType {
  private final Task task;
  private final String region;

  private ComponentType(Task task, String region) {
    this.task = task;
    this.region = region;
  }

  static AggregateType<ComponentState, ComponentCommand, ComponentEvent> of(
      Task task, String region) {
    ComponentKind kind = task.kind();
    return new AggregateType<>(
        "sluice-" + region + "-" + kind.plural(),
        Topics.commands(region, kind),
        Topics.state(region, kind),
        ComponentCommand.class,
        ComponentState.class,
        new ComponentState.Absent(),
        (id, state, command, _) -> new ComponentType(task, region).decide(id, state, command),
        ComponentLifecycle::evolve,
        ComponentType::projectOf);
  }

  private Decision<ComponentEvent> decide(
      String id, ComponentState state, ComponentCommand command) {
    ComponentSpec spec =
        switch (command) {
          case ComponentCommand.Create create -> create.spec();
          case ComponentCommand.Update update -> update.spec();
          case ComponentCommand.Start _, ComponentCommand.Pause _, ComponentCommand.Destroy _ ->
              null;
        };
    if (spec != null && !spec.componentId().equals(id)) {
      return misplaced("componentId must be the envelope's subject, " + id);
    }
    if (spec != null && spec.kind() != task.kind()) {
      return misplaced("kind must be " + task.kind() + " on this topic");
    }
    if (spec != null && !spec.region().equals(region)) {
      return misplaced("region must be " + region + " on this topic");
    }
    return ComponentLifecycle.decide(state, command, facts(state, command));
  }

  private static Decision<ComponentEvent> misplaced(String detail) {
    return Decision.refuse(ErrorCode.INVALID_INPUT, detail);
  }

  /** The log is looked at for a replay only: nothing else depends on it, or waits for it. */
  private Facts facts(ComponentState state, ComponentCommand command) {
    if (command instanceof ComponentCommand.Start(_, var from, _, _)
        && from != null
        && state instanceof ComponentState.Present present) {
      return new Facts(available(present.component().spec()));
    }
    return Facts.NONE;
  }

  private @Nullable Available available(ComponentSpec spec) {
    LogRange range = task.available(spec);
    return range == null ? null : new Available(range.earliest(), range.current());
  }

  private static String projectOf(String id, ComponentState state) {
    return switch (state) {
      case ComponentState.Present present -> present.component().spec().projectId();
      case ComponentState.Destroyed destroyed -> destroyed.projectId();
      // The answer about an unknown component goes where its project's events would be.
      case ComponentState.Absent _ -> id.length() > 2 ? "p-" + id.substring(2) : id;
    };
  }
}
