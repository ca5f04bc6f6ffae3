package io.sluice.project.lifecycle;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is so about one project; each state holds only what is true in it. */
public sealed interface ProjectState {
  /** No project ever had this id. */
  record None() implements ProjectState {}

  /** Gone for good; the id is not given again. */
  record Deleted() implements ProjectState {}

  /** There is a project. */
  sealed interface Existing extends ProjectState {
    ProjectDefinition definition();

    Existing with(ProjectDefinition definition);

    default ProjectStatus status() {
      return switch (this) {
        case NotStarted _ -> ProjectStatus.NOT_STARTED;
        case Running is ->
            is.modification() == null ? ProjectStatus.RUNNING : is.modification().status();
        case Paused _ -> ProjectStatus.PAUSED;
        case Failed _ -> ProjectStatus.FAILED;
        case Completed _ -> ProjectStatus.COMPLETED;
        case Releasing is -> is.again() ? ProjectStatus.MODIFYING : ProjectStatus.RELEASING;
        case Released _ -> ProjectStatus.RELEASED;
      };
    }
  }

  /** It was started and its components exist; the map has the steps that were asked of them. */
  sealed interface Begun extends Existing {
    Map<Step, StepState> steps();

    /** Tables on their way in; null when there are none. */
    @Nullable Modification modification();

    /** Revision that brought them on their way; null when there are none. */
    default @Nullable Long task() {
      Modification modification = modification();
      return modification == null ? null : modification.task();
    }

    @Override
    Begun with(ProjectDefinition definition);

    Begun with(Map<Step, StepState> steps);

    Begun modifying(@Nullable Modification modification);

    /** The last one, which may have ended; null when there was none. */
    @Nullable Verification verification();

    Begun verifying(@Nullable Verification verification);
  }

  enum Precheck {
    NONE,
    REQUESTED,
    PASSED,
    FAILED
  }

  /**
   * @param start true when it starts by itself once the precheck has passed
   */
  record NotStarted(ProjectDefinition definition, boolean start, Precheck precheck)
      implements Existing {
    @Override
    public NotStarted with(ProjectDefinition changed) {
      return new NotStarted(changed, start, precheck);
    }
  }

  record Running(
      ProjectDefinition definition,
      Map<Step, StepState> steps,
      @Nullable Modification modification,
      @Nullable Verification verification)
      implements Begun {
    public Running {
      steps = copy(steps);
    }

    @Override
    public Running with(ProjectDefinition changed) {
      return new Running(changed, steps, modification, verification);
    }

    @Override
    public Running with(Map<Step, StepState> changed) {
      return new Running(definition, changed, modification, verification);
    }

    @Override
    public Running modifying(@Nullable Modification changed) {
      return new Running(definition, steps, changed, verification);
    }

    @Override
    public Running verifying(@Nullable Verification changed) {
      return new Running(definition, steps, modification, changed);
    }
  }

  /**
   * @param recoverableUntil until when the Store's log is sure to hold what comes next; null when
   *     there is no log to outlive
   */
  record Paused(
      ProjectDefinition definition,
      Map<Step, StepState> steps,
      @Nullable Instant recoverableUntil,
      @Nullable Modification modification,
      @Nullable Verification verification)
      implements Begun {
    public Paused {
      steps = copy(steps);
    }

    @Override
    public Paused with(ProjectDefinition changed) {
      return new Paused(changed, steps, recoverableUntil, modification, verification);
    }

    @Override
    public Paused with(Map<Step, StepState> changed) {
      return new Paused(definition, changed, recoverableUntil, modification, verification);
    }

    @Override
    public Paused modifying(@Nullable Modification changed) {
      return new Paused(definition, steps, recoverableUntil, changed, verification);
    }

    @Override
    public Paused verifying(@Nullable Verification changed) {
      return new Paused(definition, steps, recoverableUntil, modification, changed);
    }
  }

  record Failed(
      ProjectDefinition definition,
      Map<Step, StepState> steps,
      Step step,
      Failure failure,
      @Nullable Instant recoverableUntil,
      @Nullable Modification modification,
      @Nullable Verification verification)
      implements Begun {
    public Failed {
      steps = copy(steps);
    }

    @Override
    public Failed with(ProjectDefinition changed) {
      return new Failed(
          changed, steps, step, failure, recoverableUntil, modification, verification);
    }

    @Override
    public Failed with(Map<Step, StepState> changed) {
      return new Failed(
          definition, changed, step, failure, recoverableUntil, modification, verification);
    }

    @Override
    public Failed modifying(@Nullable Modification changed) {
      return new Failed(definition, steps, step, failure, recoverableUntil, changed, verification);
    }

    @Override
    public Failed verifying(@Nullable Verification changed) {
      return new Failed(definition, steps, step, failure, recoverableUntil, modification, changed);
    }
  }

  record Completed(
      ProjectDefinition definition, Map<Step, StepState> steps, @Nullable Verification verification)
      implements Begun {
    public Completed {
      steps = copy(steps);
    }

    @Override
    public Completed with(ProjectDefinition changed) {
      return new Completed(changed, steps, verification);
    }

    @Override
    public Completed with(Map<Step, StepState> changed) {
      return new Completed(definition, changed, verification);
    }

    @Override
    public @Nullable Modification modification() {
      return null;
    }

    @Override
    public Completed modifying(@Nullable Modification changed) {
      return this;
    }

    @Override
    public Completed verifying(@Nullable Verification changed) {
      return new Completed(definition, steps, changed);
    }
  }

  /**
   * @param components those that still have to be destroyed
   * @param again true when all begins anew once they are
   * @param verification the last one, for the next to have another number
   */
  record Releasing(
      ProjectDefinition definition,
      List<String> components,
      boolean again,
      @Nullable Verification verification)
      implements Existing {
    public Releasing {
      components = List.copyOf(components);
    }

    @Override
    public Releasing with(ProjectDefinition changed) {
      return new Releasing(changed, components, again, verification);
    }
  }

  record Released(ProjectDefinition definition) implements Existing {
    @Override
    public Released with(ProjectDefinition changed) {
      return new Released(changed);
    }
  }

  /** The components a started project has, those that write first. */
  static List<String> components(String projectId, Begun is) {
    ProjectDefinition definition = is.definition();
    Modification modification = is.modification();
    Verification verification = is.verification();
    var components = new ArrayList<String>();
    if (verification != null && verification.isOpen()) {
      components.add(definition.destinationKind().verifierFor(projectId, verification.number()));
    }
    if (modification != null) {
      components.add(definition.destinationKind().taskFor(projectId, modification.task()));
    }
    components.add(definition.destinationKind().idFor(projectId));
    if (definition.has(Step.LOG_PULL)) {
      components.add(ComponentKind.STORE.idFor(projectId));
    }
    return components;
  }

  static Map<Step, StepState> copy(Map<Step, StepState> steps) {
    var inOrder = new EnumMap<Step, StepState>(Step.class);
    inOrder.putAll(steps);
    return Collections.unmodifiableMap(inOrder);
  }
}
