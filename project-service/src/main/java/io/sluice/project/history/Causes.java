package io.sluice.project.history;

import io.sluice.contract.ComponentEvent;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.lifecycle.ComponentLifecycle;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.events.LoggedEvent;
import io.sluice.project.lifecycle.ProjectHistory;
import io.sluice.project.lifecycle.ProjectState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Goes back from an event to what began it; and folds events to how things were. */
@Component
class Causes {
  /** No chain is that long; a log that leads round in a circle must not either. */
  private static final int LONGEST = 100;

  /**
   * How a project was.
   *
   * @param event the last of its own events until then
   * @param project as its owner knew it; null when it was deleted
   * @param components the status of each, by id
   */
  record Past(
      Instant at,
      LoggedEvent event,
      String status,
      ProjectState.@Nullable Existing project,
      Map<String, ComponentState.Status> components) {}

  private final History history;

  Causes(History history) {
    this.history = history;
  }

  /** What led to this event. */
  Why of(LoggedEvent event) {
    return new Why(null, chain(event));
  }

  /** Why a project has the status that it has; empty when there was never one. */
  Optional<Why> ofProject(String id) {
    var fold = new Fold();
    history.each(id, EventFilter.ALL, fold::take);
    LoggedEvent last = fold.turned;
    return last == null
        ? Optional.empty()
        : Optional.of(new Why(statusOf(fold.project), chain(last)));
  }

  /** Why a component has the status that it has; empty when there was never one. */
  Optional<Why> ofComponent(String id) {
    return history
        .projectOf(id)
        .flatMap(
            project -> {
              var fold = new Fold();
              var its = new EventFilter(null, null, id, null, null);
              history.each(project, its, fold::take);
              LoggedEvent last = fold.turnedComponents.get(id);
              return last == null
                  ? Optional.empty()
                  : Optional.of(new Why(fold.status(id).name(), chain(last)));
            });
  }

  /** How a project was at a time; empty when it was not there yet. */
  Optional<Past> at(String id, Instant time) {
    var fold = new Fold();
    history.each(id, new EventFilter(null, null, null, null, time.plusNanos(1_000)), fold::take);
    LoggedEvent last = fold.last;
    return last == null
        ? Optional.empty()
        : Optional.of(
            new Past(
                time,
                last,
                statusOf(fold.project),
                fold.project instanceof ProjectState.Existing is ? is : null,
                fold.statuses()));
  }

  private static String statusOf(ProjectState state) {
    return state instanceof ProjectState.Existing is ? is.status().name() : "DELETED";
  }

  private List<Why.Link> chain(LoggedEvent event) {
    var chain = new ArrayList<Why.Link>();
    chain.add(Why.Link.of(event));
    LoggedEvent at = event;
    while (chain.size() < LONGEST) {
      String cause = at.causationid();
      if (cause == null) {
        break;
      }
      // A command of the flow has the id of the event that it answers, a slash, and more.
      int slash = cause.indexOf('/');
      var before = history.find(slash < 0 ? cause : cause.substring(0, slash));
      if (before.isEmpty()) {
        chain.add(command(cause, at));
        break;
      }
      at = before.get();
      chain.add(Why.Link.of(at));
    }
    return chain;
  }

  private Why.Link command(String id, LoggedEvent outcome) {
    return history
        .command(id)
        .map(
            sent ->
                new Why.Link(
                    Why.Kind.COMMAND,
                    id,
                    sent.type(),
                    sent.subject(),
                    sent.actor(),
                    sent.at(),
                    null))
        .orElse(
            new Why.Link(
                Why.Kind.COMMAND, id, null, outcome.subject(), outcome.actor(), null, null));
  }

  /** The states that events lead to, and which of them turned the status last. */
  private static final class Fold {
    private ProjectState project = new ProjectState.None();
    private final Map<String, ComponentState> components = new TreeMap<>();
    private @Nullable LoggedEvent last;
    private @Nullable LoggedEvent turned;
    private final Map<String, LoggedEvent> turnedComponents = new TreeMap<>();

    void take(LoggedEvent event) {
      switch (record(event)) {
        case ProjectEvent happened -> {
          ProjectState before = project;
          project = ProjectHistory.evolve(project, happened);
          last = event;
          if (!statusOf(before).equals(statusOf(project))) {
            turned = event;
          }
        }
        case ComponentEvent happened -> {
          ComponentState before = stateOf(event.subject());
          ComponentState now = ComponentLifecycle.evolve(before, happened);
          components.put(event.subject(), now);
          if (before.status() != now.status()) {
            turnedComponents.put(event.subject(), event);
          }
        }
        case null, default -> {}
      }
    }

    private ComponentState stateOf(String id) {
      return components.getOrDefault(id, new ComponentState.Absent());
    }

    ComponentState.Status status(String id) {
      return stateOf(id).status();
    }

    Map<String, ComponentState.Status> statuses() {
      var statuses = new TreeMap<String, ComponentState.Status>();
      components.forEach((id, state) -> statuses.put(id, state.status()));
      return statuses;
    }

    /** Null when this version does not know the type, or cannot read it. */
    private static @Nullable Record record(LoggedEvent event) {
      var type = MessageTypes.typeOf(event.type());
      try {
        return type == null ? null : Json.LENIENT.treeToValue(event.data(), type);
      } catch (SluiceException | tools.jackson.core.JacksonException e) {
        return null;
      }
    }
  }
}
