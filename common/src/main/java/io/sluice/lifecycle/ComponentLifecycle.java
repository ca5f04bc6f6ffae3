package io.sluice.lifecycle;

import static io.sluice.contract.ErrorCode.CONFIRMATION_MISSING;
import static io.sluice.contract.ErrorCode.INTERNAL;
import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.contract.ErrorCode.REVISION_CHANGED;
import static io.sluice.contract.ErrorCode.UNKNOWN_ID;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;
import static io.sluice.lifecycle.Decision.unchanged;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentCommand.Create;
import io.sluice.contract.ComponentCommand.Destroy;
import io.sluice.contract.ComponentCommand.Pause;
import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.ComponentCommand.Update;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.lifecycle.ComponentState.Absent;
import io.sluice.lifecycle.ComponentState.Component;
import io.sluice.lifecycle.ComponentState.Desired;
import io.sluice.lifecycle.ComponentState.Destroyed;
import io.sluice.lifecycle.ComponentState.Destroying;
import io.sluice.lifecycle.ComponentState.Failed;
import io.sluice.lifecycle.ComponentState.Present;
import io.sluice.lifecycle.ComponentState.Retrying;
import io.sluice.lifecycle.ComponentState.Running;
import io.sluice.lifecycle.ComponentState.Starting;
import io.sluice.lifecycle.ComponentState.Stopped;
import io.sluice.lifecycle.ComponentState.Stopping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The lifecycle of Stores, Connectors and JDBCWriters. */
public final class ComponentLifecycle {
  /** The word that a destruction needs. */
  public static final String CONFIRMATION = "delete";

  /**
   * @param available the times that the Store's log holds; null when it holds none, or when the
   *     command has no replay in it
   */
  public record Facts(@Nullable Available available) {
    public static final Facts NONE = new Facts(null);
  }

  /** Both ends are included. */
  public record Available(Instant earliest, Instant current) {
    boolean holds(Instant time) {
      return !time.isBefore(earliest) && !time.isAfter(current);
    }
  }

  /** How a run of a component, or its destruction, came to its end. */
  public sealed interface End {
    record Completed(Map<String, String> report) implements End {}

    /** It returned because it had been told to stop. */
    record Interrupted() implements End {}

    /**
     * @param restart null to fail for good
     */
    record Broken(Failure failure, @Nullable Restart restart) implements End {}
  }

  public record Restart(int attempt, long delayMillis) {}

  private record Asked(ComponentState in, ComponentCommand command) {}

  private ComponentLifecycle() {}

  /** What comes of a command. */
  public static Decision<ComponentEvent> decide(
      ComponentState state, ComponentCommand command, Facts facts) {
    return switch (new Asked(state, command)) {
      case Asked(Absent _, Create(var spec)) -> accept(created(spec));
      case Asked(Destroyed _, Create(var spec)) -> accept(created(spec));
      case Asked(Destroying _, Create _) -> destroying();
      case Asked(Present in, Create(var spec)) when in.component().spec().equals(spec) ->
          unchanged();
      case Asked(Present _, Create _) ->
          refuse(NOT_ALLOWED_NOW, "It exists with another configuration: update it.");

      case Asked(Absent _, ComponentCommand _) ->
          refuse(UNKNOWN_ID, "There is no component with this id.");
      case Asked(Destroyed _, Destroy _) -> unchanged();
      case Asked(Destroyed _, ComponentCommand _) -> refuse(NOT_ALLOWED_NOW, "It is destroyed.");

      case Asked(Destroying _, Start _) -> destroying();
      case Asked(Present in, Start start) -> start(in, start, facts);

      case Asked(Stopped _, Pause _), Asked(Failed _, Pause _) -> unchanged();
      case Asked(Stopping(_, var desired), Pause _) when desired == Desired.STOPPED -> unchanged();
      case Asked(Destroying _, Pause _) -> destroying();
      case Asked(Present in, Pause pause) ->
          accept(new ComponentEvent.PauseRequested(id(in), project(in), pause.reason()));

      case Asked(Destroying _, Update _) -> destroying();
      case Asked(Present in, Update(var spec)) when in.component().spec().equals(spec) ->
          unchanged();
      case Asked(Present in, Update(var spec)) when !sameIdentity(in.component().spec(), spec) ->
          refuse(INVALID_INPUT, "Id, kind, project, region and Store of a component never change.");
      case Asked(Present in, Update(var spec)) when spec.revision() < revision(in) ->
          refuse(
              REVISION_CHANGED,
              "It has revision %d; %d came.".formatted(revision(in), spec.revision()));
      case Asked(Present in, Update(var spec)) ->
          accept(new ComponentEvent.Updated(id(in), project(in), spec));

      case Asked(Destroying _, Destroy _) -> unchanged();
      case Asked(Starting _, Destroy _),
          Asked(Running _, Destroy _),
          Asked(Retrying _, Destroy _),
          Asked(Stopping _, Destroy _) ->
          refuse(NOT_ALLOWED_NOW, "It runs: pause it first.");
      case Asked(Present _, Destroy(var word)) when !word.equals(CONFIRMATION) ->
          refuse(CONFIRMATION_MISSING, "The confirmation has to be the word `delete`.");
      case Asked(Present in, Destroy _) ->
          accept(new ComponentEvent.DestroyRequested(id(in), project(in)));
    };
  }

  private static Decision<ComponentEvent> start(Present in, Start start, Facts facts) {
    Component component = in.component();
    ComponentKind kind = component.spec().kind();
    Step step = start.step() == null ? component.step() : start.step();
    Instant from = start.replayFrom();
    var refusal = ReplayRules.refusal(component.spec(), step, start, facts.available());
    if (refusal != null) {
      return refusal;
    }
    if ((kind == ComponentKind.STORE) != (step == Step.LOG_PULL)) {
      return refuse(INVALID_INPUT, "A " + kind + " has no step " + step + ".");
    }
    if ((step == Step.VERIFY) != (ComponentKind.verificationOf(id(in)) != null)) {
      return refuse(INVALID_INPUT, "VERIFY is the step of a component of its own.");
    }
    if (from == null && step == component.step()) {
      boolean waiting = in instanceof Retrying;
      boolean done = start.step() == null && component.completed().contains(step);
      if (done || (in.desired() == Desired.RUNNING && !waiting)) {
        return unchanged();
      }
    }
    return accept(
        new ComponentEvent.StartRequested(
            id(in), project(in), step, from, start.replayUntil(), start.replayTables()));
  }

  private static long revision(Present in) {
    return in.component().spec().revision();
  }

  private static boolean sameIdentity(ComponentSpec one, ComponentSpec other) {
    return one.componentId().equals(other.componentId())
        && one.kind() == other.kind()
        && one.projectId().equals(other.projectId())
        && one.region().equals(other.region())
        && one.storeId().equals(other.storeId())
        && Objects.equals(one.mergesInto(), other.mergesInto());
  }

  /** What is to be said when a run, or the destruction, has ended. */
  public static List<ComponentEvent> ended(ComponentState state, End end) {
    return switch (state) {
      case Running in -> ran(in, end);
      case Retrying in -> tried(in, end);
      case Stopping in -> List.of(new ComponentEvent.Stopped(id(in), project(in)));
      case Destroying in -> destroyed(in, end);
      case Absent _, Stopped _, Starting _, Failed _, Destroyed _ -> List.of();
    };
  }

  private static List<ComponentEvent> ran(Running in, End end) {
    Step step = in.component().step();
    return switch (end) {
      case End.Completed _ when !hasEnd(in) -> List.of(endedByItself(in));
      case End.Completed(var report) ->
          List.of(new ComponentEvent.StepCompleted(id(in), project(in), step, report));
      case End.Interrupted _ -> List.of();
      case End.Broken broken -> List.of(broken(in, broken));
    };
  }

  /** That it is still being tried was said when that began. */
  private static List<ComponentEvent> tried(Retrying in, End end) {
    return switch (end) {
      case End.Completed(var report) when hasEnd(in) ->
          List.of(
              new ComponentEvent.StepCompleted(id(in), project(in), in.component().step(), report));
      case End.Completed _ -> List.of(endedByItself(in));
      case End.Interrupted _ -> List.of();
      case End.Broken broken when broken.restart() != null -> List.of();
      case End.Broken broken -> List.of(broken(in, broken));
    };
  }

  private static boolean hasEnd(Present in) {
    Step step = in.component().step();
    return step != Step.LOG_PULL
        && (step != Step.INCREMENTAL || in.component().spec().mergesInto() != null);
  }

  private static ComponentEvent endedByItself(Present in) {
    Step step = in.component().step();
    return new ComponentEvent.Failed(
        id(in), project(in), step, new Failure(INTERNAL, step + " ended by itself."));
  }

  private static List<ComponentEvent> destroyed(Destroying in, End end) {
    return switch (end) {
      case End.Completed _ -> List.of(new ComponentEvent.Destroyed(id(in), project(in)));
      case End.Interrupted _ -> List.of();
      case End.Broken broken when broken.restart() != null && in.attempts() > 0 -> List.of();
      case End.Broken broken -> List.of(broken(in, broken));
    };
  }

  private static ComponentEvent broken(Present in, End.Broken end) {
    Restart again = end.restart();
    return again == null
        ? new ComponentEvent.Failed(id(in), project(in), in.component().step(), end.failure())
        : new ComponentEvent.RestartScheduled(
            id(in), project(in), end.failure(), again.attempt(), again.delayMillis());
  }

  /** The state after an event. An event that has no meaning in a state leaves it as it is. */
  public static ComponentState evolve(ComponentState state, ComponentEvent event) {
    return switch (state) {
      case Absent _ when event instanceof ComponentEvent.Created(_, _, var spec) ->
          new Stopped(Component.created(spec, 0));
      case Destroyed old when event instanceof ComponentEvent.Created(_, _, var spec) ->
          new Stopped(Component.created(spec, old.epoch()));
      case Absent _, Destroyed _ -> state;
      case Present in -> evolvePresent(in, event);
    };
  }

  private static ComponentState evolvePresent(Present in, ComponentEvent event) {
    Component component = in.component();
    return switch (event) {
      case ComponentEvent.Created _,
          ComponentEvent.ReplayCompleted _,
          ComponentEvent.TableCompared _ ->
          in;
      case ComponentEvent.StartRequested e -> toStart(in, left(in).starting(e));
      case ComponentEvent.PauseRequested _ ->
          in.desired() == Desired.RUNNING ? new Stopping(left(in), Desired.STOPPED) : in;
      case ComponentEvent.Started e ->
          new Running(component.started(e.epoch()), in instanceof Retrying r ? r.attempts() : 0);
      case ComponentEvent.Stopped _ ->
          in.desired() == Desired.RUNNING ? new Starting(component) : new Stopped(component);
      case ComponentEvent.RestartScheduled e ->
          in instanceof Destroying
              ? new Destroying(component, e.attempt(), e.failure())
              : Retrying.after(in, e.failure(), e.attempt());
      case ComponentEvent.Failed e -> new Failed(left(in), e.failure());
      case ComponentEvent.StepCompleted e -> new Stopped(left(in).completed(e.step()));
      case ComponentEvent.CaughtUp _ -> with(in, component.caughtUp(true));
      case ComponentEvent.Published e -> with(in, component.published(e.revision()));
      case ComponentEvent.ReplayStarted _ -> with(in, component.replaying());
      case ComponentEvent.Updated e ->
          in instanceof Running || in instanceof Retrying
              ? new Stopping(left(in).with(e.spec()), Desired.RUNNING)
              : with(in, component.with(e.spec()));
      case ComponentEvent.DestroyRequested _ -> new Destroying(left(in), 0, null);
      case ComponentEvent.Destroyed e -> new Destroyed(e.projectId(), component.epoch());
    };
  }

  private static ComponentState toStart(Present in, Component component) {
    return switch (in) {
      case Running _, Retrying _, Stopping _ -> new Stopping(component, Desired.RUNNING);
      case Stopped _, Starting _, Failed _, Destroying _ -> new Starting(component);
    };
  }

  private static Component left(Present in) {
    return in instanceof Retrying retrying ? retrying.left() : in.component();
  }

  private static Present with(Present in, Component component) {
    return switch (in) {
      case Stopped _ -> new Stopped(component);
      case Starting _ -> new Starting(component);
      case Retrying r -> new Retrying(component, r.failure(), r.attempts(), r.reserved());
      case Running r -> new Running(component, r.attempts());
      case Stopping s -> new Stopping(component, s.desired());
      case Failed f -> new Failed(component, f.failure());
      case Destroying d -> new Destroying(component, d.attempts(), d.lastFailure());
    };
  }

  private static ComponentEvent created(ComponentSpec spec) {
    return new ComponentEvent.Created(spec.componentId(), spec.projectId(), spec);
  }

  private static Decision<ComponentEvent> destroying() {
    return refuse(NOT_ALLOWED_NOW, "It is being destroyed.");
  }

  private static String id(Present in) {
    return in.component().spec().componentId();
  }

  private static String project(Present in) {
    return in.component().spec().projectId();
  }
}
