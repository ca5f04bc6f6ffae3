package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.CONFIRMATION_MISSING;
import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.LOG_EXPIRED;
import static io.sluice.contract.ErrorCode.NAME_TAKEN;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.contract.ErrorCode.PRECHECK_NOT_PASSED;
import static io.sluice.contract.ErrorCode.REVISION_CHANGED;
import static io.sluice.contract.ErrorCode.UNKNOWN_ID;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;
import static io.sluice.lifecycle.Decision.unchanged;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SyncOptions;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Completed;
import io.sluice.project.lifecycle.ProjectState.Existing;
import io.sluice.project.lifecycle.ProjectState.Failed;
import io.sluice.project.lifecycle.ProjectState.None;
import io.sluice.project.lifecycle.ProjectState.NotStarted;
import io.sluice.project.lifecycle.ProjectState.Paused;
import io.sluice.project.lifecycle.ProjectState.Precheck;
import io.sluice.project.lifecycle.ProjectState.Released;
import io.sluice.project.lifecycle.ProjectState.Releasing;
import io.sluice.project.lifecycle.ProjectState.Running;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked of a project in which state, and what then happens. What the events do to the
 * state is in {@link ProjectHistory}.
 */
public final class ProjectLifecycle {
  public static final String CONFIRMATION = "delete";

  private static final String CANCELLED = "have a modification cancelled";
  private static final String SUSPENDED = "have tables suspended or resumed";
  private static final String VERIFIED = "be verified";
  private static final String WATCHED = "have its alerts changed";
  private static final Optional<String> NONE = Optional.empty();

  private record Asked(ProjectState in, ProjectCommand asked) {}

  private ProjectLifecycle() {}

  /** Total: a command that has no rule does not compile; a state that has none is refused. */
  public static Decision<ProjectEvent> decide(
      ProjectState state, ProjectCommand command, Facts facts) {
    return Verification.follow(state, decided(state, command, facts), facts);
  }

  private static Decision<ProjectEvent> decided(
      ProjectState state, ProjectCommand command, Facts facts) {
    Optional<String> stale = state instanceof Existing is ? Revisions.staleness(is, command) : NONE;
    if (stale.isPresent()) {
      return refuse(REVISION_CHANGED, stale.get());
    }
    return switch (new Asked(state, command)) {
      case Asked(None _, ProjectCommand.Create asked) -> create(asked, facts);
      case Asked(Existing is, ProjectCommand.Create asked)
          when is.definition().equals(asked.definition().as(is.definition().revision())) ->
          unchanged();
      case Asked(ProjectState _, ProjectCommand.Create _) ->
          refuse(NOT_ALLOWED_NOW, "the id " + facts.projectId() + " was given to a project before");

      case Asked(NotStarted is, ProjectCommand.Precheck _) ->
          accept(new ProjectEvent.PrecheckRequested(is.definition(), null));
      case Asked(ProjectState is, ProjectCommand.Precheck _) -> notNow(is, "be prechecked");

      case Asked(NotStarted is, ProjectCommand.Start _) when is.precheck() == Precheck.PASSED ->
          accept(start(is.definition()));
      case Asked(NotStarted is, ProjectCommand.Start _) ->
          refuse(PRECHECK_NOT_PASSED, "precheck: " + is.precheck());
      case Asked(Running _, ProjectCommand.Start _) -> unchanged();
      case Asked(ProjectState is, ProjectCommand.Start _) -> notNow(is, "be started");

      case Asked(Running is, ProjectCommand.Pause asked) ->
          accept(
              new ProjectEvent.Paused(
                  asked.reason(), facts.recoverableUntil(), is.definition(), is.task()));
      case Asked(Paused _, ProjectCommand.Pause _) -> unchanged();
      case Asked(ProjectState is, ProjectCommand.Pause _) -> notNow(is, "be paused");

      case Asked(Paused is, ProjectCommand.Resume _) -> resume(is, is.recoverableUntil(), facts);
      case Asked(Failed is, ProjectCommand.Resume _) -> resume(is, is.recoverableUntil(), facts);
      case Asked(Running is, ProjectCommand.Resume _) when hasFailed(is.modification()) ->
          accept(Modifications.resumed(is));
      case Asked(Running _, ProjectCommand.Resume _) -> unchanged();
      case Asked(ProjectState is, ProjectCommand.Resume _) -> notNow(is, "be resumed");

      case Asked(Running is, ProjectCommand.Complete _) when is.modification() != null ->
          refuse(NOT_ALLOWED_NOW, Modifications.inTheWay(is).orElseThrow());
      case Asked(Running is, ProjectCommand.Complete _) ->
          accept(new ProjectEvent.Completed(is.definition()));
      case Asked(Completed _, ProjectCommand.Complete _) -> unchanged();
      case Asked(ProjectState is, ProjectCommand.Complete _) -> notNow(is, "be completed");

      case Asked(ProjectState is, ProjectCommand.ModifyObjects asked) -> modify(is, asked, facts);
      case Asked(Begun is, ProjectCommand.Resynchronize asked) ->
          Resynchronization.decide(is, asked, facts);
      case Asked(ProjectState is, ProjectCommand.Resynchronize _) ->
          notNow(is, "be resynchronized");
      case Asked(Completed is, ProjectCommand.SuspendTables _) -> notNow(is, SUSPENDED);
      case Asked(Begun is, ProjectCommand.SuspendTables asked) ->
          Suspension.suspend(is, asked, facts);
      case Asked(ProjectState is, ProjectCommand.SuspendTables _) -> notNow(is, SUSPENDED);
      case Asked(Completed is, ProjectCommand.ResumeTables _) -> notNow(is, SUSPENDED);
      case Asked(Begun is, ProjectCommand.ResumeTables asked) ->
          Suspension.resume(is, asked, facts);
      case Asked(ProjectState is, ProjectCommand.ResumeTables _) -> notNow(is, SUSPENDED);
      case Asked(Completed is, ProjectCommand.CancelModification _) -> notNow(is, CANCELLED);
      case Asked(Begun is, ProjectCommand.CancelModification _) -> Modifications.cancel(is);
      case Asked(ProjectState is, ProjectCommand.CancelModification _) -> notNow(is, CANCELLED);
      case Asked(ProjectState is, ProjectCommand.ChangeOptions asked) ->
          changeOptions(is, asked.options(), facts);
      case Asked(Begun is, ProjectCommand.Verify asked) -> Verification.start(is, asked, facts);
      case Asked(Begun is, ProjectCommand.PauseVerification _) -> Verification.pause(is);
      case Asked(Begun is, ProjectCommand.ResumeVerification _) -> Verification.resume(is);
      case Asked(Begun is, ProjectCommand.CancelVerification _) -> Verification.cancel(is);
      case Asked(ProjectState is, ProjectCommand.Verify _) -> notNow(is, VERIFIED);
      case Asked(ProjectState is, ProjectCommand.PauseVerification _) -> notNow(is, VERIFIED);
      case Asked(ProjectState is, ProjectCommand.ResumeVerification _) -> notNow(is, VERIFIED);
      case Asked(ProjectState is, ProjectCommand.CancelVerification _) -> notNow(is, VERIFIED);
      case Asked(ProjectState is, ProjectCommand.Release asked) -> release(is, asked, facts);
      case Asked(ProjectState is, ProjectCommand.Delete _) -> delete(is);
      case Asked(Existing is, ProjectCommand.Change asked) -> Revisions.change(is, asked, facts);
      case Asked(ProjectState is, ProjectCommand.Change _) -> notNow(is, "be changed");
      case Asked(Releasing is, ProjectCommand.ChangeAlerts _) -> notNow(is, WATCHED);
      case Asked(Released is, ProjectCommand.ChangeAlerts _) -> notNow(is, WATCHED);
      case Asked(Existing is, ProjectCommand.ChangeAlerts asked) -> Revisions.alerts(is, asked);
      case Asked(ProjectState is, ProjectCommand.ChangeAlerts _) -> notNow(is, WATCHED);

      case Asked(Existing is, ProjectCommand.RecordPrecheck fact) when fact.task() != null ->
          Modifications.recordPrecheck(is, fact, facts);
      case Asked(ProjectState is, ProjectCommand.RecordPrecheck fact) ->
          recordPrecheck(is, fact.results());
      case Asked(ProjectState is, ProjectCommand.RecordStep fact) -> recordStep(is, fact, facts);
      case Asked(Begun is, ProjectCommand.RecordVerification fact) -> Verification.record(is, fact);
      case Asked(Existing _, ProjectCommand.RecordVerification _) -> unchanged();
      case Asked(ProjectState is, ProjectCommand.RecordVerification _) -> notNow(is, VERIFIED);
      case Asked(ProjectState is, ProjectCommand.RecordStopped fact) ->
          recordStopped(is, fact.componentId(), facts);
      case Asked(ProjectState is, ProjectCommand.RecordDestroyed fact) ->
          recordDestroyed(is, fact.componentId());
    };
  }

  private static Decision<ProjectEvent> create(ProjectCommand.Create asked, Facts facts) {
    ProjectDefinition definition = asked.definition().asNew();
    Optional<String> fault = DefinitionRules.faultOf(facts.projectId(), definition);
    if (fault.isPresent()) {
      return refuse(INVALID_INPUT, fault.get());
    }
    if (!facts.nameFree()) {
      return refuse(NAME_TAKEN, "definition.name: " + definition.name());
    }
    var created = new ProjectEvent.Created(definition, asked.start(), facts.actor(), facts.now());
    return asked.start()
        ? accept(List.of(created, new ProjectEvent.PrecheckRequested(definition, null)))
        : accept(created);
  }

  private static List<ProjectEvent> start(ProjectDefinition definition) {
    return List.of(
        new ProjectEvent.Started(definition),
        new ProjectEvent.StepStarted(Steps.first(definition), definition));
  }

  private static List<ProjectEvent> anew(String lastComponent, ProjectDefinition definition) {
    var released = new ProjectEvent.ComponentReleased(lastComponent);
    return Stream.concat(Stream.of(released), start(definition).stream()).toList();
  }

  /** What lets a project go on from where it was. */
  static List<ProjectEvent> resumed(Begun is) {
    List<ProjectEvent> events = new ArrayList<>();
    events.add(new ProjectEvent.Resumed(Steps.underWay(is.steps()), is.definition()));
    Steps.next(is.definition(), is.steps()).ifPresent(events::add);
    events.addAll(Modifications.resumed(is));
    return events;
  }

  private static Decision<ProjectEvent> resume(Begun is, @Nullable Instant until, Facts facts) {
    if (until != null && facts.now().isAfter(until)) {
      return refuse(LOG_EXPIRED, "it could be resumed until " + until);
    }
    return accept(resumed(is));
  }

  private static boolean hasFailed(@Nullable Modification modification) {
    return modification != null && modification.failure() != null;
  }

  private static Decision<ProjectEvent> modify(
      ProjectState state, ProjectCommand.ModifyObjects asked, Facts facts) {
    return switch (state) {
      case NotStarted is -> Modifications.modify(is, asked);
      case Completed is -> notNow(is, "have its objects modified");
      case Begun is -> Modifications.modify(is, asked, facts);
      case ProjectState is -> notNow(is, "have its objects modified");
    };
  }

  private static Decision<ProjectEvent> changeOptions(
      ProjectState state, SyncOptions options, Facts facts) {
    return switch (state) {
      case Running is -> Modifications.options(is, options, facts);
      case Paused is -> Modifications.options(is, options, facts);
      case Failed is -> Modifications.options(is, options, facts);
      case ProjectState is -> notNow(is, "have its options changed");
    };
  }

  private static Decision<ProjectEvent> release(
      ProjectState state, ProjectCommand.Release asked, Facts facts) {
    boolean confirmed = CONFIRMATION.equals(asked.confirmation());
    return switch (state) {
      case Paused is when confirmed -> release(is, components(is, facts));
      case Failed is when confirmed -> release(is, components(is, facts));
      case Completed is when confirmed -> release(is, components(is, facts));
      // Asked again it tells the components again, so a release that got stuck can be helped.
      case Releasing is when confirmed && !is.again() -> release(is, is.components());
      case Releasing is when is.again() -> notNow(is, "be released");
      case Paused _, Failed _, Completed _, Releasing _ ->
          refuse(CONFIRMATION_MISSING, "confirmation: not the word " + CONFIRMATION);
      case Released _ -> unchanged();
      case ProjectState is -> notNow(is, "be released");
    };
  }

  private static Decision<ProjectEvent> release(Existing is, List<String> components) {
    return accept(new ProjectEvent.ReleaseStarted(components, is.definition()));
  }

  private static Decision<ProjectEvent> delete(ProjectState state) {
    return switch (state) {
      case NotStarted _, Released _ -> accept(new ProjectEvent.Deleted());
      case ProjectState.Deleted _ -> unchanged();
      case ProjectState is -> notNow(is, "be deleted");
    };
  }

  private static Decision<ProjectEvent> recordPrecheck(
      ProjectState state, List<CheckResult> results) {
    if (!(state instanceof NotStarted is)) {
      return notNow(state, "have a precheck recorded");
    }
    if (is.precheck() != Precheck.REQUESTED) {
      return refuse(NOT_ALLOWED_NOW, "no precheck was asked for, or its objects have changed");
    }
    boolean passed =
        results.stream().noneMatch(result -> result.status() == CheckResult.Status.FAILED);
    List<ProjectEvent> events = new ArrayList<>();
    events.add(new ProjectEvent.PrecheckCompleted(passed, results, null));
    if (passed && is.start()) {
      events.addAll(start(is.definition()));
    }
    return accept(events);
  }

  private static Decision<ProjectEvent> recordStep(
      ProjectState state, ProjectCommand.RecordStep fact, Facts facts) {
    Long task = fact.task();
    return switch (state) {
      case Begun is when task != null -> Modifications.record(is, task, fact);
      case Existing _ when task != null -> unchanged();
      case Begun is when !is.steps().containsKey(fact.step()) ->
          refuse(NOT_ALLOWED_NOW, "step " + fact.step() + " has not begun");
      case Running is -> Steps.recordMoving(is, fact, facts);
      case Begun is -> Steps.recordAtRest(is, fact);
      // A last word of a component that is on its way out changes nothing.
      case Releasing _, Released _ -> unchanged();
      case ProjectState is -> notNow(is, "have a step recorded");
    };
  }

  private static Decision<ProjectEvent> recordStopped(
      ProjectState state, String componentId, Facts facts) {
    return switch (state) {
      case Releasing is when is.components().contains(componentId) ->
          accept(new ProjectEvent.ComponentStopped(componentId, is.definition()));
      // Nothing reads its log any more, and the source would keep its own for it.
      case Completed is when componentId.equals(ComponentKind.STORE.idFor(facts.projectId())) ->
          accept(new ProjectEvent.ComponentStopped(componentId, is.definition()));
      // What brought tables in, or compared them, and was cancelled.
      case Begun is when !components(is, facts).contains(componentId) ->
          accept(new ProjectEvent.ComponentStopped(componentId, is.definition()));
      case Existing _ -> unchanged();
      case ProjectState is -> notNow(is, "have a component that stops");
    };
  }

  private static Decision<ProjectEvent> recordDestroyed(ProjectState state, String componentId) {
    return switch (state) {
      case Releasing is when is.again() && is.components().equals(List.of(componentId)) ->
          accept(anew(componentId, is.definition()));
      case Releasing is when is.components().equals(List.of(componentId)) ->
          accept(
              List.of(
                  new ProjectEvent.ComponentReleased(componentId), new ProjectEvent.Released()));
      case Releasing is when is.components().contains(componentId) ->
          accept(new ProjectEvent.ComponentReleased(componentId));
      case Existing _ -> unchanged();
      case ProjectState is -> notNow(is, "lose a component");
    };
  }

  private static List<String> components(Begun is, Facts facts) {
    return ProjectState.components(facts.projectId(), is);
  }

  private static Decision<ProjectEvent> notNow(ProjectState state, String what) {
    return state instanceof Existing is
        ? refuse(NOT_ALLOWED_NOW, "a project that is " + is.status() + " cannot " + what)
        : refuse(UNKNOWN_ID, "there is no such project");
  }
}
