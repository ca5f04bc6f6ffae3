package io.sluice.project.lifecycle;

import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.TableMapping;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Completed;
import io.sluice.project.lifecycle.ProjectState.Deleted;
import io.sluice.project.lifecycle.ProjectState.Existing;
import io.sluice.project.lifecycle.ProjectState.Failed;
import io.sluice.project.lifecycle.ProjectState.None;
import io.sluice.project.lifecycle.ProjectState.NotStarted;
import io.sluice.project.lifecycle.ProjectState.Paused;
import io.sluice.project.lifecycle.ProjectState.Precheck;
import io.sluice.project.lifecycle.ProjectState.Released;
import io.sluice.project.lifecycle.ProjectState.Releasing;
import io.sluice.project.lifecycle.ProjectState.Running;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What each event does to a project's state. */
public final class ProjectHistory {
  private record Occurred(ProjectState in, ProjectEvent happened) {}

  private ProjectHistory() {}

  static ProjectState fold(List<ProjectEvent> history) {
    ProjectState state = new None();
    for (ProjectEvent event : history) {
      state = evolve(state, event);
    }
    return state;
  }

  /**
   * Total: an event that the state does not expect, from whatever version wrote it, leaves the
   * state as it is.
   */
  public static ProjectState evolve(ProjectState state, ProjectEvent event) {
    ProjectState now = evolved(state, event);
    return now instanceof Begun is
        ? is.verifying(Verification.after(is.verification(), event))
        : now;
  }

  private static ProjectState evolved(ProjectState state, ProjectEvent event) {
    return switch (new Occurred(state, event)) {
      case Occurred(None _, ProjectEvent.Created e) ->
          new NotStarted(e.definition(), e.start(), Precheck.NONE);
      case Occurred(NotStarted is, ProjectEvent.PrecheckRequested _) ->
          new NotStarted(is.definition(), is.start(), Precheck.REQUESTED);
      case Occurred(NotStarted is, ProjectEvent.PrecheckCompleted e) ->
          new NotStarted(
              is.definition(), is.start(), e.passed() ? Precheck.PASSED : Precheck.FAILED);
      case Occurred(NotStarted is, ProjectEvent.Started _) ->
          new Running(is.definition(), Map.of(), null, null);

      case Occurred(Begun is, ProjectEvent.StepStarted e) ->
          is.with(Steps.with(is.steps(), e.step(), StepState.ASKED));
      case Occurred(Begun is, ProjectEvent.StepAdvanced e) -> advanced(is, e.step(), e.status());
      case Occurred(Begun is, ProjectEvent.Failed e) -> {
        Begun failed = advanced(is, e.step(), StepStatus.FAILED);
        yield new Failed(
            is.definition(),
            failed.steps(),
            e.step(),
            e.failure(),
            e.recoverableUntil(),
            is.modification(),
            is.verification());
      }
      case Occurred(Begun is, ProjectEvent.Paused e) ->
          new Paused(
              is.definition(),
              is.steps(),
              e.recoverableUntil(),
              is.modification(),
              is.verification());
      case Occurred(Begun is, ProjectEvent.Resumed _) ->
          new Running(is.definition(), resumed(is.steps()), is.modification(), is.verification());
      case Occurred(Begun is, ProjectEvent.Completed _) ->
          new Completed(is.definition(), is.steps(), is.verification());

      case Occurred(NotStarted is, ProjectEvent.ModificationStarted e) ->
          new NotStarted(e.after(), is.start(), Precheck.NONE);
      case Occurred(Begun is, ProjectEvent.ModificationStarted e) ->
          is.with(e.after()).modifying(begun(e));
      case Occurred(Begun is, ProjectEvent.PrecheckRequested e) when e.task() != null ->
          modified(is, Objects.requireNonNull(e.task()), Modification::checked);
      case Occurred(Begun is, ProjectEvent.ModificationAdmitted e) ->
          modified(is, e.task(), Modification::admitted);
      case Occurred(Begun is, ProjectEvent.ModificationStepStarted e) ->
          modified(is, e.task(), now -> now.asked(e.step()));
      case Occurred(Begun is, ProjectEvent.ModificationAdvanced e) ->
          modified(is, e.task(), now -> now.advanced(e.step(), e.status()));
      case Occurred(Begun is, ProjectEvent.ModificationFailed e) ->
          modified(is, e.task(), now -> now.failed(e.step(), e.failure()));
      case Occurred(Begun is, ProjectEvent.Integrated e) ->
          is.with(Objects.requireNonNullElse(e.definition(), is.definition())).modifying(null);
      case Occurred(Begun is, ProjectEvent.ModificationCancelled e) ->
          is.with(e.definition()).modifying(null);

      case Occurred(Existing is, ProjectEvent.ReleaseStarted e) ->
          new Releasing(is.definition(), e.components(), /* again= */ false, null);
      case Occurred(Begun is, ProjectEvent.ResynchronizationStarted e) ->
          new Releasing(e.definition(), e.components(), /* again= */ true, ended(is));
      case Occurred(Releasing is, ProjectEvent.Started _) when is.again() ->
          new Running(is.definition(), Map.of(), null, is.verification());
      case Occurred(Releasing is, ProjectEvent.ComponentReleased e) ->
          new Releasing(
              is.definition(),
              is.components().stream().filter(c -> !c.equals(e.componentId())).toList(),
              is.again(),
              is.verification());
      case Occurred(Existing is, ProjectEvent.Released _) -> new Released(is.definition());
      case Occurred(Existing is, ProjectEvent.Renamed e) ->
          is.with(is.definition().with(e.name(), null, null));
      case Occurred(Existing is, ProjectEvent.TagsChanged e) ->
          is.with(is.definition().with(null, e.tags(), null));
      case Occurred(Existing is, ProjectEvent.RegionChanged e) ->
          is.with(is.definition().with(null, null, e.region()));
      case Occurred(Existing is, ProjectEvent.AlertsChanged e) ->
          is.with(is.definition().withAlerts(e.level(), e.thresholds()));
      case Occurred(Existing is, ProjectEvent.OptionsChanged e) -> is.with(e.definition());
      case Occurred(Existing _, ProjectEvent.Deleted _) -> new Deleted();

      case Occurred(_, ProjectEvent.Created _),
          Occurred(_, ProjectEvent.PrecheckRequested _),
          Occurred(_, ProjectEvent.PrecheckCompleted _),
          Occurred(_, ProjectEvent.Started _),
          Occurred(_, ProjectEvent.StepStarted _),
          Occurred(_, ProjectEvent.StepAdvanced _),
          Occurred(_, ProjectEvent.Failed _),
          Occurred(_, ProjectEvent.Paused _),
          Occurred(_, ProjectEvent.Resumed _),
          Occurred(_, ProjectEvent.Completed _),
          Occurred(_, ProjectEvent.ModificationStarted _),
          Occurred(_, ProjectEvent.ModificationAdmitted _),
          Occurred(_, ProjectEvent.ModificationStepStarted _),
          Occurred(_, ProjectEvent.ModificationAdvanced _),
          Occurred(_, ProjectEvent.ModificationFailed _),
          Occurred(_, ProjectEvent.TablesSuspended _),
          Occurred(_, ProjectEvent.ModificationCancelled _),
          Occurred(_, ProjectEvent.IntegrationStarted _),
          Occurred(_, ProjectEvent.Integrated _),
          Occurred(_, ProjectEvent.OptionsChanged _),
          Occurred(_, ProjectEvent.VerificationStarted _),
          Occurred(_, ProjectEvent.VerificationUpdated _),
          Occurred(_, ProjectEvent.VerificationPaused _),
          Occurred(_, ProjectEvent.VerificationResumed _),
          Occurred(_, ProjectEvent.VerificationCompleted _),
          Occurred(_, ProjectEvent.VerificationFailed _),
          Occurred(_, ProjectEvent.VerificationCancelled _),
          Occurred(_, ProjectEvent.ReleaseStarted _),
          Occurred(_, ProjectEvent.ResynchronizationStarted _),
          Occurred(_, ProjectEvent.ComponentStopped _),
          Occurred(_, ProjectEvent.ComponentReleased _),
          Occurred(_, ProjectEvent.Released _),
          Occurred(_, ProjectEvent.Renamed _),
          Occurred(_, ProjectEvent.TagsChanged _),
          Occurred(_, ProjectEvent.RegionChanged _),
          Occurred(_, ProjectEvent.AlertsChanged _),
          Occurred(_, ProjectEvent.Deleted _) ->
          state;
    };
  }

  /** Its component goes with the others. */
  private static @Nullable Verification ended(Begun is) {
    Verification last = is.verification();
    return last == null ? null : last.as(Verification.Status.CANCELLED);
  }

  private static @Nullable Modification begun(ProjectEvent.ModificationStarted event) {
    List<TableMapping> copied = event.copied();
    return copied == null || copied.isEmpty() ? null : Modification.begun(event);
  }

  private static Begun modified(Begun is, long task, UnaryOperator<Modification> change) {
    Modification now = is.modification();
    return now == null || now.task() != task ? is : is.modifying(change.apply(now));
  }

  private static Begun advanced(Begun is, Step step, StepStatus status) {
    StepState before = Objects.requireNonNullElse(is.steps().get(step), StepState.ASKED);
    return is.with(Steps.with(is.steps(), step, StepLifecycle.advance(step, before, status)));
  }

  private static Map<Step, StepState> resumed(Map<Step, StepState> steps) {
    var resumed = new EnumMap<Step, StepState>(Step.class);
    steps.forEach((step, state) -> resumed.put(step, StepLifecycle.resume(state)));
    return resumed;
  }
}
