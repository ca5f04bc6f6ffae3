package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fact about one project. */
public sealed interface ProjectEvent {
  record Created(ProjectDefinition definition, boolean start, String actor, Instant at)
      implements ProjectEvent {}

  record PrecheckRequested(ProjectDefinition definition) implements ProjectEvent {}

  record PrecheckCompleted(boolean passed, List<CheckResult> results) implements ProjectEvent {}

  record Started(ProjectDefinition definition) implements ProjectEvent {}

  /** The flow answers this with the component commands of the step. */
  record StepStarted(Step step, ProjectDefinition definition) implements ProjectEvent {}

  record StepAdvanced(Step step, StepStatus status, Map<String, String> report)
      implements ProjectEvent {}

  record Paused(
      @Nullable String reason, @Nullable Instant recoverableUntil, ProjectDefinition definition)
      implements ProjectEvent {}

  record Resumed(List<Step> steps, ProjectDefinition definition) implements ProjectEvent {}

  /**
   * @param recoverableUntil until when the Store's log is sure to hold what comes next; null when
   *     there is no log
   */
  record Failed(Step step, Failure failure, @Nullable Instant recoverableUntil)
      implements ProjectEvent {}

  /**
   * @param components those that exist and have to be told; none before the project has started
   */
  record ModificationStarted(
      ProjectDefinition before, ProjectDefinition after, List<String> components)
      implements ProjectEvent {}

  record IntegrationStarted(ProjectDefinition definition) implements ProjectEvent {}

  record Integrated() implements ProjectEvent {}

  /** The flow answers this with updates of the components. */
  record OptionsChanged(List<String> components, ProjectDefinition definition)
      implements ProjectEvent {}

  record Completed(ProjectDefinition definition) implements ProjectEvent {}

  record ReleaseStarted(List<String> components, ProjectDefinition definition)
      implements ProjectEvent {}

  /** A component of a project that is being released runs no more; it is destroyed next. */
  record ComponentStopped(String componentId, ProjectDefinition definition)
      implements ProjectEvent {}

  record ComponentReleased(String componentId) implements ProjectEvent {}

  record Released() implements ProjectEvent {}

  record Renamed(String name) implements ProjectEvent {}

  record Deleted() implements ProjectEvent {}
}
