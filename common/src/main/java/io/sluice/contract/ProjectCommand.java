package io.sluice.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command to one project. Its id is the subject of the envelope. */
public sealed interface ProjectCommand {
  /**
   * @param start true to start by itself as soon as the precheck has passed
   */
  @MessageTypes.Name("io.sluice.project.create.v1")
  record Create(ProjectDefinition definition, boolean start) implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.precheck.v1")
  record Precheck() implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.start.v1")
  record Start() implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.pause.v1")
  record Pause(@Nullable String reason) implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.resume.v1")
  record Resume() implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.complete.v1")
  record Complete() implements ProjectCommand {}

  /**
   * Replaces the objects. Tables that come to a project that has started are copied beside the
   * others, which go on, and join them.
   *
   * @param revision of the definition that is to be changed: another one is left alone; null for
   *     whichever it is
   * @param rules as in the definition: tables that they match and that are not among these are
   *     added within seconds; empty for none, null for as they are
   */
  @MessageTypes.Name("io.sluice.project.modify-objects.v1")
  record ModifyObjects(
      List<TableMapping> tables, @Nullable Long revision, @Nullable List<String> rules)
      implements ProjectCommand {}

  /**
   * Replaces the options of a project that has started; its components are restarted with them.
   * Steps, format and topics stay as they are.
   *
   * @param revision as for {@link ModifyObjects}
   */
  @MessageTypes.Name("io.sluice.project.change-options.v1")
  record ChangeOptions(SyncOptions options, @Nullable Long revision) implements ProjectCommand {}

  /**
   * @param confirmation the word {@code delete}
   */
  @MessageTypes.Name("io.sluice.project.release.v1")
  record Release(String confirmation) implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.delete.v1")
  record Delete() implements ProjectCommand {}

  /**
   * Changes by what it is known and found, and where it is to run; nothing is restarted. What is
   * null stays.
   *
   * @param tags replace those that it has
   * @param region only until it starts
   * @param revision as for {@link ModifyObjects}
   */
  @MessageTypes.Name("io.sluice.project.change.v1")
  record Change(
      @Nullable String name,
      @Nullable List<String> tags,
      @Nullable String region,
      @Nullable Long revision)
      implements ProjectCommand {}

  /**
   * Has it watched in another way; nothing is restarted.
   *
   * @param thresholds null for those that the installation has for the level
   * @param revision as for {@link ModifyObjects}
   */
  @MessageTypes.Name("io.sluice.project.change-alerts.v1")
  record ChangeAlerts(
      AlertLevel level, @Nullable AlertThresholds thresholds, @Nullable Long revision)
      implements ProjectCommand {}

  /**
   * Copies tables again and goes on with them; the project keeps its id, history and settings.
   *
   * @param tables of the source; null for all, which begins with a new slot and a new log and stops
   *     writing meanwhile. Others go on while theirs are copied
   * @param targets as {@code SyncOptions.targets}, for this copy; MERGE when it is left out
   */
  @MessageTypes.Name("io.sluice.project.resynchronize.v1")
  record Resynchronize(@Nullable List<TableName> tables, SyncOptions.@Nullable Targets targets)
      implements ProjectCommand {}

  /**
   * Has no changes of these tables written until they are resumed; the others go on.
   *
   * @param tables of the source
   * @param reason for whoever looks at the project; at most 500 characters
   */
  @MessageTypes.Name("io.sluice.project.suspend-tables.v1")
  record SuspendTables(List<TableName> tables, @Nullable String reason) implements ProjectCommand {}

  /** Has suspended tables written again: they are brought up to the source and join the others. */
  @MessageTypes.Name("io.sluice.project.resume-tables.v1")
  record ResumeTables(List<TableName> tables) implements ProjectCommand {}

  /** Gives up the tables that are being brought in; what was copied of them stays where it is. */
  @MessageTypes.Name("io.sluice.project.cancel-modification.v1")
  record CancelModification() implements ProjectCommand {}

  /**
   * Compares the destination with the source, beside everything else. One at a time.
   *
   * @param tables of the source; null for all that are written
   * @param readConcurrency chunks compared at a time, 1 to 16; null for as the options say
   * @param rowsPerSecond limit, 0 for none; null for as the options say
   */
  @MessageTypes.Name("io.sluice.project.verify.v1")
  record Verify(
      @Nullable List<TableName> tables,
      @Nullable Integer readConcurrency,
      @Nullable Integer rowsPerSecond)
      implements ProjectCommand {}

  @MessageTypes.Name("io.sluice.project.pause-verification.v1")
  record PauseVerification() implements ProjectCommand {}

  /** Goes on with what is left of a verification that was paused or has failed. */
  @MessageTypes.Name("io.sluice.project.resume-verification.v1")
  record ResumeVerification() implements ProjectCommand {}

  /** What was compared until then stays in its report. */
  @MessageTypes.Name("io.sluice.project.cancel-verification.v1")
  record CancelVerification() implements ProjectCommand {}

  /**
   * Sent by the flow: the component of a verification has ended.
   *
   * @param status COMPLETED or FAILED
   * @param report counts of rows: compared, missing, extra, different, unsettled
   */
  @MessageTypes.Name("io.sluice.project.record-verification.v1")
  record RecordVerification(
      long number, StepStatus status, @Nullable Failure failure, Map<String, String> report)
      implements ProjectCommand {}

  /**
   * Sent by the flow: what the precheck found.
   *
   * @param task as it was requested
   */
  @MessageTypes.Name("io.sluice.project.record-precheck.v1")
  record RecordPrecheck(List<CheckResult> results, @Nullable Long task) implements ProjectCommand {}

  /**
   * Sent by the flow: a component has come this far with a step.
   *
   * @param task revision whose tables the component brings in; null for the project's own
   */
  @MessageTypes.Name("io.sluice.project.record-step.v1")
  record RecordStep(
      Step step,
      StepStatus status,
      @Nullable Failure failure,
      Map<String, String> report,
      @Nullable Long task)
      implements ProjectCommand {}

  /** Sent by the flow: a component has stopped; while releasing it may be destroyed now. */
  @MessageTypes.Name("io.sluice.project.record-stopped.v1")
  record RecordStopped(String componentId) implements ProjectCommand {}

  /** Sent by the flow: a component is destroyed. */
  @MessageTypes.Name("io.sluice.project.record-destroyed.v1")
  record RecordDestroyed(String componentId) implements ProjectCommand {}
}
