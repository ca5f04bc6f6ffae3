package io.sluice.project.flow;

import static io.sluice.contract.StepStatus.COMPLETED;
import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.contract.StepStatus.MONITORING;
import static io.sluice.contract.StepStatus.RUNNING;
import static io.sluice.project.flow.Outgoing.NO_MARK;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.TableMapping;
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

  private static final ComponentCommand VERIFY = new ComponentCommand.Start(Step.VERIFY, null);

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
              kind ->
                  new ComponentCommand.Create(Specs.of(id, definition, kind, definition.flowing())),
              NO_MARK);
      case ProjectEvent.StepStarted(var step, var definition) ->
          List.of(start(id, definition, step));
      case ProjectEvent.Resumed(var steps, var definition) ->
          steps.stream().map(step -> start(id, definition, step)).toList();
      // The Store goes on, so that the source need not keep its log for us.
      case ProjectEvent.Paused(var reason, _, var definition, var task) -> {
        var pause = new ComponentCommand.Pause(reason == null ? "project paused" : reason);
        var kind = definition.destinationKind();
        yield task == null
            ? List.of(to(id, definition, kind, pause, NO_MARK))
            : List.of(
                to(id, definition, kind, pause, NO_MARK),
                toTask(id, definition, task, pause, NO_MARK));
      }
      // The Store is destroyed once it has stopped: the source need not keep its log any more.
      case ProjectEvent.Completed(var definition) ->
          all(id, definition, _ -> new ComponentCommand.Pause("project completed"), RELEASE);

      // What has to be copied is prechecked before anybody is told.
      case ProjectEvent.ModificationStarted(_, var after, var components, var copied, _) ->
          copied == null || copied.isEmpty()
              ? updates(id, after, components, after.flowing())
              : List.of();
      // The Store has to publish all tables; the one that writes goes on without those that are
      // brought in beside it.
      case ProjectEvent.ModificationAdmitted(_, var components, var copied, var definition) ->
          updates(id, definition, components, definition.flowingBut(copied));
      case ProjectEvent.ModificationStepStarted(var task, var step, var tables, var definition) ->
          startTask(id, definition, task, tables, step);
      case ProjectEvent.Integrated(var task, var definition)
          when task != null && definition != null ->
          List.of(
              update(id, definition, definition.destinationKind(), definition.flowing()),
              toTask(id, definition, task, new ComponentCommand.Destroy(CONFIRMATION), NO_MARK));
      case ProjectEvent.ModificationCancelled(_, _, var admitted)
          when Boolean.FALSE.equals(admitted) ->
          List.of();
      case ProjectEvent.ModificationCancelled(var task, var definition, _) ->
          List.of(
              toTask(
                  id,
                  definition,
                  task,
                  new ComponentCommand.Pause("modification cancelled"),
                  RELEASE),
              // It may have been given the tables already.
              update(id, definition, definition.destinationKind(), definition.flowing()),
              update(id, definition, ComponentKind.STORE, definition.flowing()));
      case ProjectEvent.OptionsChanged(var components, var after) ->
          updates(id, after, components, after.flowing());

      case ProjectEvent.VerificationStarted(var number, var plan, var definition, _) -> {
        var create = new ComponentCommand.Create(Specs.verifier(id, definition, number, plan));
        yield List.of(
            toVerifier(id, definition, number, create, NO_MARK),
            toVerifier(id, definition, number, VERIFY, Step.VERIFY.name()));
      }
      case ProjectEvent.VerificationUpdated(var number, var plan, var definition) -> {
        var update = new ComponentCommand.Update(Specs.verifier(id, definition, number, plan));
        yield List.of(toVerifier(id, definition, number, update, Step.VERIFY.name()));
      }
      case ProjectEvent.VerificationPaused(var number, var definition) -> {
        var pause = new ComponentCommand.Pause("verification paused");
        yield List.of(toVerifier(id, definition, number, pause, NO_MARK));
      }
      case ProjectEvent.VerificationResumed(var number, var definition) ->
          List.of(toVerifier(id, definition, number, VERIFY, Step.VERIFY.name()));
      case ProjectEvent.VerificationCompleted(var number, _, _, var definition) -> {
        var destroy = new ComponentCommand.Destroy(CONFIRMATION);
        yield List.of(toVerifier(id, definition, number, destroy, NO_MARK));
      }
      case ProjectEvent.VerificationCancelled(var number, var definition) -> {
        var pause = new ComponentCommand.Pause("verification cancelled");
        yield List.of(toVerifier(id, definition, number, pause, RELEASE));
      }

      case ProjectEvent.ReleaseStarted(var components, var definition) ->
          end(id, components, definition, "project released");
      case ProjectEvent.ResynchronizationStarted(var components, var definition) ->
          end(id, components, definition, "project resynchronized");
      case ProjectEvent.ComponentStopped(var component, var definition) ->
          to(id, component, definition, new ComponentCommand.Destroy(CONFIRMATION), NO_MARK)
              .toList();

      case ProjectEvent.Created _,
          ProjectEvent.PrecheckRequested _,
          ProjectEvent.PrecheckCompleted _,
          ProjectEvent.StepAdvanced _,
          ProjectEvent.Failed _,
          ProjectEvent.ModificationAdvanced _,
          ProjectEvent.ModificationFailed _,
          ProjectEvent.TablesSuspended _,
          ProjectEvent.VerificationFailed _,
          ProjectEvent.IntegrationStarted _,
          ProjectEvent.Integrated _,
          ProjectEvent.ComponentReleased _,
          ProjectEvent.Released _,
          ProjectEvent.Renamed _,
          ProjectEvent.TagsChanged _,
          ProjectEvent.RegionChanged _,
          ProjectEvent.AlertsChanged _,
          ProjectEvent.Deleted _ ->
          List.of();
    };
  }

  /** They are destroyed once they have stopped. */
  private static List<Outgoing> end(
      String id, List<String> components, ProjectDefinition definition, String why) {
    var pause = new ComponentCommand.Pause(why);
    return components.stream()
        .flatMap(component -> to(id, component, definition, pause, RELEASE))
        .toList();
  }

  /** It is there from its first step on; then the project may have got another name. */
  private static List<Outgoing> startTask(
      String id, ProjectDefinition definition, long task, List<TableMapping> tables, Step step) {
    var spec = Specs.task(id, definition, task, tables);
    return List.of(
        toTask(id, definition, task, new ComponentCommand.Create(spec), NO_MARK),
        toTask(id, definition, task, new ComponentCommand.Update(spec), NO_MARK),
        toTask(id, definition, task, new ComponentCommand.Start(step, null), step.name()));
  }

  /** The one that writes gets these tables, a Store all. */
  private static List<Outgoing> updates(
      String id, ProjectDefinition after, List<String> components, List<TableMapping> written) {
    return components.stream()
        .flatMap(
            component ->
                Stream.of(ComponentKind.values()).filter(kind -> kind.idFor(id).equals(component)))
        .map(
            kind ->
                update(id, after, kind, kind == ComponentKind.STORE ? after.flowing() : written))
        .toList();
  }

  private static Outgoing update(
      String id, ProjectDefinition after, ComponentKind kind, List<TableMapping> tables) {
    var command = new ComponentCommand.Update(Specs.of(id, after, kind, tables));
    return to(id, after, kind, command, lastStep(after).name());
  }

  private static List<Outgoing> ofComponent(ComponentEvent event) {
    String project = event.projectId();
    return switch (event) {
      // A Store that was started has no slot yet; that it streams is said by its catching up.
      case ComponentEvent.Started e when e.step() == Step.LOG_PULL -> List.of();
      case ComponentEvent.Started e -> report(e, e.step(), RUNNING, null, Map.of());
      case ComponentEvent.CaughtUp e when isStore(e) ->
          report(e, Step.LOG_PULL, RUNNING, null, Map.of());
      case ComponentEvent.CaughtUp e ->
          report(
              e,
              Step.INCREMENTAL,
              MONITORING,
              null,
              Map.of("latencyMillis", String.valueOf(e.latencyMillis())));
      case ComponentEvent.StepCompleted e -> report(e, e.step(), COMPLETED, null, e.report());
      case ComponentEvent.Failed e -> report(e, e.step(), FAILED, e.failure(), Map.of());
      case ComponentEvent.Published e ->
          List.of(
              toProject(
                  project,
                  new ProjectCommand.RecordStep(
                      Step.LOG_PULL, RUNNING, null, Map.of(), e.revision())));

      case ComponentEvent.Stopped e ->
          List.of(toProject(project, new ProjectCommand.RecordStopped(e.componentId())));
      case ComponentEvent.Destroyed e ->
          List.of(toProject(project, new ProjectCommand.RecordDestroyed(e.componentId())));

      case ComponentEvent.Created _,
          ComponentEvent.StartRequested _,
          ComponentEvent.PauseRequested _,
          ComponentEvent.RestartScheduled _,
          ComponentEvent.ReplayStarted _,
          ComponentEvent.ReplayCompleted _,
          ComponentEvent.Updated _,
          ComponentEvent.TableCompared _,
          ComponentEvent.DestroyRequested _ ->
          List.of();
    };
  }

  private static List<Outgoing> report(
      ComponentEvent event,
      Step step,
      StepStatus status,
      @Nullable Failure failure,
      Map<String, String> report) {
    // That a verification goes on is known already.
    return step == Step.VERIFY && status == RUNNING
        ? List.of()
        : List.of(
            toProject(event.projectId(), fact(event.componentId(), step, status, failure, report)));
  }

  /** What a component's project is told of a step, or of a verification. */
  static ProjectCommand fact(
      String component,
      Step step,
      StepStatus status,
      @Nullable Failure failure,
      Map<String, String> report) {
    Long verification = ComponentKind.verificationOf(component);
    return verification == null
        ? new ProjectCommand.RecordStep(
            step, status, failure, report, ComponentKind.taskOf(component))
        : new ProjectCommand.RecordVerification(verification, status, failure, report);
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

  /** Empty when the component is not the project's. */
  private static Stream<Outgoing> to(
      String id,
      String component,
      ProjectDefinition definition,
      ComponentCommand command,
      String mark) {
    return Stream.of(ComponentKind.values())
        .filter(kind -> kind.isOf(id, component))
        .map(
            kind ->
                new Outgoing(
                    Topics.commands(definition.region(), kind), component, (Record) command, mark));
  }

  private static Outgoing toTask(
      String id, ProjectDefinition definition, long task, ComponentCommand command, String mark) {
    ComponentKind kind = definition.destinationKind();
    return new Outgoing(
        Topics.commands(definition.region(), kind), kind.taskFor(id, task), (Record) command, mark);
  }

  private static Outgoing toVerifier(
      String id, ProjectDefinition definition, long number, ComponentCommand command, String mark) {
    ComponentKind kind = definition.destinationKind();
    return new Outgoing(
        Topics.commands(definition.region(), kind),
        kind.verifierFor(id, number),
        (Record) command,
        mark);
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

  private static Step lastStep(ProjectDefinition definition) {
    return definition.options().steps().stream().max(Step::compareTo).orElseThrow();
  }

  private static boolean isStore(ComponentEvent event) {
    return ComponentKind.STORE.idFor(event.projectId()).equals(event.componentId());
  }
}
