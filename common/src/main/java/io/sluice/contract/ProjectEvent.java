package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fact about one project. */
public sealed interface ProjectEvent {
  @MessageTypes.Name("io.sluice.project.created.v1")
  record Created(ProjectDefinition definition, boolean start, String actor, Instant at)
      implements ProjectEvent {}

  /**
   * @param task revision that brings tables into a project that has started: the definition has
   *     these only, and only they are looked at; null for a project that is to start
   */
  @MessageTypes.Name("io.sluice.project.precheck-requested.v1")
  record PrecheckRequested(ProjectDefinition definition, @Nullable Long task)
      implements ProjectEvent {}

  /**
   * @param task as it was requested
   */
  @MessageTypes.Name("io.sluice.project.precheck-completed.v1")
  record PrecheckCompleted(boolean passed, List<CheckResult> results, @Nullable Long task)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.started.v1")
  record Started(ProjectDefinition definition) implements ProjectEvent {}

  /** The flow answers this with the component commands of the step. */
  @MessageTypes.Name("io.sluice.project.step-started.v1")
  record StepStarted(Step step, ProjectDefinition definition) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.step-advanced.v1")
  record StepAdvanced(Step step, StepStatus status, Map<String, String> report)
      implements ProjectEvent {}

  /**
   * @param task revision whose tables are being brought in, which pauses too; null when none are
   */
  @MessageTypes.Name("io.sluice.project.paused.v1")
  record Paused(
      @Nullable String reason,
      @Nullable Instant recoverableUntil,
      ProjectDefinition definition,
      @Nullable Long task)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.resumed.v1")
  record Resumed(List<Step> steps, ProjectDefinition definition) implements ProjectEvent {}

  /**
   * @param recoverableUntil until when the Store's log is sure to hold what comes next; null when
   *     there is no log
   */
  @MessageTypes.Name("io.sluice.project.failed.v1")
  record Failed(Step step, Failure failure, @Nullable Instant recoverableUntil)
      implements ProjectEvent {}

  /**
   * The flow answers this with updates of the components when there is nothing to copy; tables that
   * have to be are prechecked first.
   *
   * @param components those that exist and have to be told; none before the project has started
   * @param copied tables of {@code after} that are brought in by a component of their own, which is
   *     named after the revision; null or empty when the others can go on with all of them at once
   * @param targets what their copy does with rows that are there; null for as the options say
   */
  @MessageTypes.Name("io.sluice.project.modification-started.v1")
  record ModificationStarted(
      ProjectDefinition before,
      ProjectDefinition after,
      List<String> components,
      @Nullable List<TableMapping> copied,
      SyncOptions.@Nullable Targets targets)
      implements ProjectEvent {}

  /**
   * No changes of these tables are written until they are resumed.
   *
   * @param reason as somebody gave it; null when that is the failure, or nobody said
   * @param failure why they could not go on; null when somebody asked for it
   */
  @MessageTypes.Name("io.sluice.project.tables-suspended.v1")
  record TablesSuspended(List<TableName> tables, @Nullable String reason, @Nullable Failure failure)
      implements ProjectEvent {}

  /**
   * The tables have passed the precheck. The flow answers this with updates: the Store's for the
   * tables to be logged, and of the component that writes for it to let go of them.
   *
   * @param components those that have to be told
   * @param copied as in {@link ModificationStarted}
   */
  @MessageTypes.Name("io.sluice.project.modification-admitted.v1")
  record ModificationAdmitted(
      long task, List<String> components, List<TableMapping> copied, ProjectDefinition definition)
      implements ProjectEvent {}

  /** The flow answers this with a start of the component that brings the tables in. */
  @MessageTypes.Name("io.sluice.project.modification-step-started.v1")
  record ModificationStepStarted(
      long task, Step step, List<TableMapping> tables, ProjectDefinition definition)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.modification-advanced.v1")
  record ModificationAdvanced(long task, Step step, StepStatus status, Map<String, String> report)
      implements ProjectEvent {}

  /** The tables are not in; the others go on. It can be tried again or cancelled. */
  @MessageTypes.Name("io.sluice.project.modification-failed.v1")
  record ModificationFailed(long task, Step step, Failure failure) implements ProjectEvent {}

  /**
   * The flow answers this by taking the tables out again.
   *
   * @param admitted false when nothing had been done for them yet; true when it is left out
   */
  @MessageTypes.Name("io.sluice.project.modification-cancelled.v1")
  record ModificationCancelled(long task, ProjectDefinition definition, @Nullable Boolean admitted)
      implements ProjectEvent {}

  /** The tables are up to the others and are handed over. */
  @MessageTypes.Name("io.sluice.project.integration-started.v1")
  record IntegrationStarted(ProjectDefinition definition) implements ProjectEvent {}

  /**
   * The flow answers this with an update of the component that has the tables now.
   *
   * @param task null in events of the time when nothing was copied
   * @param definition a revision later than the one by which the others went on meanwhile; null in
   *     those events too
   */
  @MessageTypes.Name("io.sluice.project.integrated.v1")
  record Integrated(@Nullable Long task, @Nullable ProjectDefinition definition)
      implements ProjectEvent {}

  /** The flow answers this with updates of the components. */
  @MessageTypes.Name("io.sluice.project.options-changed.v1")
  record OptionsChanged(List<String> components, ProjectDefinition definition)
      implements ProjectEvent {}

  /**
   * The flow answers this with a component of its own that compares.
   *
   * @param number from 1 up in each project
   */
  @MessageTypes.Name("io.sluice.project.verification-started.v1")
  record VerificationStarted(
      long number, VerificationPlan plan, ProjectDefinition definition, String actor)
      implements ProjectEvent {}

  /** Its tables, or how they are written, have changed; the flow tells its component. */
  @MessageTypes.Name("io.sluice.project.verification-updated.v1")
  record VerificationUpdated(long number, VerificationPlan plan, ProjectDefinition definition)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.verification-paused.v1")
  record VerificationPaused(long number, ProjectDefinition definition) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.verification-resumed.v1")
  record VerificationResumed(long number, ProjectDefinition definition) implements ProjectEvent {}

  /**
   * All tables are compared; what was found of each is in their {@code TableCompared}.
   *
   * @param report counts of rows: compared, missing, extra, different, unsettled
   * @param found DIFFERENCES_FOUND, with how many; null when both sides agree
   */
  @MessageTypes.Name("io.sluice.project.verification-completed.v1")
  record VerificationCompleted(
      long number,
      Map<String, String> report,
      @Nullable Failure found,
      ProjectDefinition definition)
      implements ProjectEvent {}

  /** It can be resumed or cancelled. */
  @MessageTypes.Name("io.sluice.project.verification-failed.v1")
  record VerificationFailed(long number, Failure failure) implements ProjectEvent {}

  /** The flow answers this by ending its component. */
  @MessageTypes.Name("io.sluice.project.verification-cancelled.v1")
  record VerificationCancelled(long number, ProjectDefinition definition) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.completed.v1")
  record Completed(ProjectDefinition definition) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.release-started.v1")
  record ReleaseStarted(List<String> components, ProjectDefinition definition)
      implements ProjectEvent {}

  /**
   * Slot, log, checkpoints and the components that have them go, and all begins anew.
   *
   * @param components that exist
   */
  @MessageTypes.Name("io.sluice.project.resynchronization-started.v1")
  record ResynchronizationStarted(List<String> components, ProjectDefinition definition)
      implements ProjectEvent {}

  /** A component of a project that is being released runs no more; it is destroyed next. */
  @MessageTypes.Name("io.sluice.project.component-stopped.v1")
  record ComponentStopped(String componentId, ProjectDefinition definition)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.component-released.v1")
  record ComponentReleased(String componentId) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.released.v1")
  record Released() implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.renamed.v1")
  record Renamed(String name) implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.tags-changed.v1")
  record TagsChanged(List<String> tags) implements ProjectEvent {}

  /** It had not started. */
  @MessageTypes.Name("io.sluice.project.region-changed.v1")
  record RegionChanged(String region) implements ProjectEvent {}

  /** It is watched in another way. */
  @MessageTypes.Name("io.sluice.project.alerts-changed.v1")
  record AlertsChanged(AlertLevel level, @Nullable AlertThresholds thresholds)
      implements ProjectEvent {}

  @MessageTypes.Name("io.sluice.project.deleted.v1")
  record Deleted() implements ProjectEvent {}
}
