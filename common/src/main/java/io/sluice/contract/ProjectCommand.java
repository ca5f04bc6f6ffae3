package io.sluice.contract;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command to one project. Its id is the subject of the envelope. */
public sealed interface ProjectCommand {
  /**
   * @param start true to start by itself as soon as the precheck has passed
   */
  record Create(ProjectDefinition definition, boolean start) implements ProjectCommand {}

  record Precheck() implements ProjectCommand {}

  record Start() implements ProjectCommand {}

  record Pause(@Nullable String reason) implements ProjectCommand {}

  record Resume() implements ProjectCommand {}

  record Complete() implements ProjectCommand {}

  /** Replaces the objects; of a project that has started, tables can be removed only. */
  record ModifyObjects(List<TableMapping> tables) implements ProjectCommand {}

  /**
   * Replaces the options of a project that has started; its components are restarted with them.
   * Steps, format and topics stay as they are.
   */
  record ChangeOptions(SyncOptions options) implements ProjectCommand {}

  /**
   * @param confirmation the word {@code delete}
   */
  record Release(String confirmation) implements ProjectCommand {}

  record Delete() implements ProjectCommand {}

  record Rename(String name) implements ProjectCommand {}

  /** Sent by the flow: what the precheck found. */
  record RecordPrecheck(List<CheckResult> results) implements ProjectCommand {}

  /** Sent by the flow: a component has come this far with a step. */
  record RecordStep(
      Step step, StepStatus status, @Nullable Failure failure, Map<String, String> report)
      implements ProjectCommand {}

  /** Sent by the flow: a component has stopped; while releasing it may be destroyed now. */
  record RecordStopped(String componentId) implements ProjectCommand {}

  /** Sent by the flow: a component is destroyed. */
  record RecordDestroyed(String componentId) implements ProjectCommand {}

  /** Sent by the flow: what was to be told to the components is in place. */
  record RecordModified() implements ProjectCommand {}
}
