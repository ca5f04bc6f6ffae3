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
      ProjectDefinition definition, Map<Step, StepState> steps, @Nullable Modification modification)
      implements Begun {
    public Running {
      steps = copy(steps);
    }

    @Override
    public Running with(ProjectDefinition changed) {
      return new Running(changed, steps, modification);
    }

    @Override
    public Running with(Map<Step, StepState> changed) {
      return new Running(definition, changed, modification);
    }

    @Override
    public Running modifying(@Nullable Modification changed) {
      return new Running(definition, steps, changed);
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
      @Nullable Modification modification)
      implements Begun {
    public Paused {
      steps = copy(steps);
    }

    @Override
    public Paused with(ProjectDefinition changed) {
      return new Paused(changed, steps, recoverableUntil, modification);
    }

    @Override
    public Paused with(Map<Step, StepState> changed) {
      return new Paused(definition, changed, recoverableUntil, modification);
    }

    @Override
    public Paused modifying(@Nullable Modification changed) {
      return new Paused(definition, steps, recoverableUntil, changed);
    }
  }

  record Failed(
      ProjectDefinition definition,
      Map<Step, StepState> steps,
      Step step,
      Failure failure,
      @Nullable Instant recoverableUntil,
      @Nullable Modification modification)
      implements Begun {
    public Failed {
      steps = copy(steps);
    }

    @Override
    public Failed with(ProjectDefinition changed) {
      return new Failed(changed, steps, step, failure, recoverableUntil, modification);
    }

    @Override
    public Failed with(Map<Step, StepState> changed) {
      return new Failed(definition, changed, step, failure, recoverableUntil, modification);
    }

    @Override
    public Failed modifying(@Nullable Modification changed) {
      return new Failed(definition, steps, step, failure, recoverableUntil, changed);
    }
  }

  record Completed(ProjectDefinition definition, Map<Step, StepState> steps) implements Begun {
    public Completed {
      steps = copy(steps);
    }

    @Override
    public Completed with(ProjectDefinition changed) {
      return new Completed(changed, steps);
    }

    @Override
    public Completed with(Map<Step, StepState> changed) {
      return new Completed(definition, changed);
    }

    @Override
    public @Nullable Modification modification() {
      return null;
    }

    @Override
    public Completed modifying(@Nullable Modification changed) {
      return this;
    }
  }

  /**
   * @param components those that still have to be destroyed
   * @param again true when all begins anew once they are
   */
  record Releasing(ProjectDefinition definition, List<String> components, boolean again)
      implements Existing {
    public Releasing {
      components = List.copyOf(components);
    }

    @Override
    public Releasing with(ProjectDefinition changed) {
      return new Releasing(changed, components, again);
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
    var components = new ArrayList<String>();
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
