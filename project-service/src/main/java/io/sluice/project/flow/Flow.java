package io.sluice.project.flow;

import static io.sluice.contract.StepStatus.COMPLETED;
import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.contract.StepStatus.MONITORING;
import static io.sluice.contract.StepStatus.RUNNING;
import static io.sluice.project.flow.Outgoing.NO_MARK;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What follows from an event: which component does what, and what its project is told. */
final class Flow {
  static final String CONFIRMATION = "delete";

  /** Marks the pauses that come before a destruction. */
  static final String RELEASE = "release";

  private Flow() {}

  /** Pure: the same event leads to the same commands, in the same order. */
  static List<Outgoing> next(Envelope envelope, Record event) {
    return switch (event) {
      case ProjectEvent project -> ofProject(envelope.subject(), project);
      case ComponentEvent component -> ofComponent(component);
      case Outcome outcome -> Answers.next(envelope, outcome);
      case Record _ -> List.of();
    };
  }

  private static List<Outgoing> ofProject(String id, ProjectEvent event) {
    return switch (event) {
      case ProjectEvent.Started(var definition) ->
          all(
              id,
              definition,
              kind -> new ComponentCommand.Create(spec(id, definition, kind)),
              NO_MARK);
      case ProjectEvent.StepStarted(var step, var definition) ->
          List.of(start(id, definition, step));
      case ProjectEvent.Resumed(var steps, var definition) ->
          steps.stream().map(step -> start(id, definition, step)).toList();
      // The Store goes on, so that the source need not keep its log for us.
      case ProjectEvent.Paused(var reason, _, var definition) ->
          List.of(
              to(
                  id,
                  definition,
                  definition.destinationKind(),
                  new ComponentCommand.Pause(reason == null ? "project paused" : reason),
                  NO_MARK));
      // The Store is destroyed once it has stopped: the source need not keep its log any more.
      case ProjectEvent.Completed(var definition) ->
          all(id, definition, _ -> new ComponentCommand.Pause("project completed"), RELEASE);

      case ProjectEvent.ModificationStarted(_, var after, var components) ->
          updates(id, after, components);
      case ProjectEvent.OptionsChanged(var components, var after) -> updates(id, after, components);
      case ProjectEvent.IntegrationStarted _ ->
          List.of(toProject(id, new ProjectCommand.RecordModified()));

      case ProjectEvent.ReleaseStarted(var components, var definition) ->
          components.stream()
              .flatMap(component -> kindOf(id, component))
              .map(
                  kind ->
                      to(
                          id,
                          definition,
                          kind,
                          new ComponentCommand.Pause("project released"),
                          RELEASE))
              .toList();
      case ProjectEvent.ComponentStopped(var component, var definition) ->
          kindOf(id, component)
              .map(
                  kind ->
                      to(id, definition, kind, new ComponentCommand.Destroy(CONFIRMATION), NO_MARK))
              .toList();

      case ProjectEvent.Created _,
          ProjectEvent.PrecheckRequested _,
          ProjectEvent.PrecheckCompleted _,
          ProjectEvent.StepAdvanced _,
          ProjectEvent.Failed _,
          ProjectEvent.Integrated _,
          ProjectEvent.ComponentReleased _,
          ProjectEvent.Released _,
          ProjectEvent.Renamed _,
          ProjectEvent.Deleted _ ->
          List.of();
    };
  }

  private static List<Outgoing> updates(
      String id, ProjectDefinition after, List<String> components) {
    return components.stream()
        .flatMap(component -> kindOf(id, component))
        .map(
            kind ->
                to(
                    id,
                    after,
                    kind,
                    new ComponentCommand.Update(spec(id, after, kind)),
                    lastStep(after).name()))
        .toList();
  }

  private static List<Outgoing> ofComponent(ComponentEvent event) {
    String project = event.projectId();
    return switch (event) {
      // A Store that was started has no slot yet; that it streams is said by its catching up.
      case ComponentEvent.Started e when e.step() == Step.LOG_PULL -> List.of();
      case ComponentEvent.Started e -> report(project, e.step(), RUNNING, null, Map.of());
      case ComponentEvent.CaughtUp e when isStore(e) ->
          report(project, Step.LOG_PULL, RUNNING, null, Map.of());
      case ComponentEvent.CaughtUp e ->
          report(
              project,
              Step.INCREMENTAL,
              MONITORING,
              null,
              Map.of("latencyMillis", String.valueOf(e.latencyMillis())));
      case ComponentEvent.StepCompleted e -> report(project, e.step(), COMPLETED, null, e.report());
      case ComponentEvent.Failed e -> report(project, e.step(), FAILED, e.failure(), Map.of());

      case ComponentEvent.Stopped e ->
          List.of(toProject(project, new ProjectCommand.RecordStopped(e.componentId())));
      case ComponentEvent.Destroyed e ->
          List.of(toProject(project, new ProjectCommand.RecordDestroyed(e.componentId())));
      case ComponentEvent.Updated e when !isStore(e) ->
          List.of(toProject(project, new ProjectCommand.RecordModified()));

      case ComponentEvent.Created _,
          ComponentEvent.StartRequested _,
          ComponentEvent.PauseRequested _,
          ComponentEvent.RestartScheduled _,
          ComponentEvent.ReplayStarted _,
          ComponentEvent.ReplayCompleted _,
          ComponentEvent.Updated _,
          ComponentEvent.DestroyRequested _ ->
          List.of();
    };
  }

  static List<Outgoing> report(
      String project,
      Step step,
      StepStatus status,
      @Nullable Failure failure,
      Map<String, String> report) {
    return List.of(
        toProject(project, new ProjectCommand.RecordStep(step, status, failure, report)));
  }

  static Outgoing toProject(String id, ProjectCommand command) {
    return new Outgoing(Topics.PROJECT_COMMANDS, id, (Record) command, NO_MARK);
  }

  /** The step goes along as the mark: a start that is refused fails it. */
  private static Outgoing start(String id, ProjectDefinition definition, Step step) {
    ComponentKind kind = step == Step.LOG_PULL ? ComponentKind.STORE : definition.destinationKind();
    return to(id, definition, kind, new ComponentCommand.Start(step, null), step.name());
  }

  private interface CommandFor {
    ComponentCommand of(ComponentKind kind);
  }

  /** To every component the project has, the Store last. */
  private static List<Outgoing> all(
      String id, ProjectDefinition definition, CommandFor command, String mark) {
    var kinds = new ArrayList<ComponentKind>();
    kinds.add(definition.destinationKind());
    if (definition.has(Step.LOG_PULL)) {
      kinds.add(ComponentKind.STORE);
    }
    return kinds.stream().map(kind -> to(id, definition, kind, command.of(kind), mark)).toList();
  }

  private static Outgoing to(
      String id,
      ProjectDefinition definition,
      ComponentKind kind,
      ComponentCommand command,
      String mark) {
    return new Outgoing(
        Topics.commands(definition.region(), kind), kind.idFor(id), (Record) command, mark);
  }

  private static ComponentSpec spec(String id, ProjectDefinition definition, ComponentKind kind) {
    return new ComponentSpec(
        kind.idFor(id),
        kind,
        id,
        definition.name(),
        definition.region(),
        ComponentKind.STORE.idFor(id),
        definition.source(),
        kind == ComponentKind.STORE ? null : definition.destination(),
        definition.tables(),
        definition.options(),
        definition.revision());
  }

  private static Step lastStep(ProjectDefinition definition) {
    return definition.options().steps().stream().max(Step::compareTo).orElseThrow();
  }

  private static Stream<ComponentKind> kindOf(String project, String component) {
    return Stream.of(ComponentKind.values()).filter(kind -> kind.idFor(project).equals(component));
  }

  private static boolean isStore(ComponentEvent event) {
    return ComponentKind.STORE.idFor(event.projectId()).equals(event.componentId());
  }
}
