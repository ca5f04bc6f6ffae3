package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fact about one component. Every event names its project, which is also its key in the event
 * log.
 */
public sealed interface ComponentEvent {
  String componentId();

  String projectId();

  @MessageTypes.Name("io.sluice.component.created.v1")
  record Created(String componentId, String projectId, ComponentSpec spec)
      implements ComponentEvent {}

  /** It should run now; what runs follows. */
  @MessageTypes.Name("io.sluice.component.start-requested.v1")
  record StartRequested(
      String componentId,
      String projectId,
      Step step,
      @Nullable Instant replayFrom,
      @Nullable Instant replayUntil,
      @Nullable List<TableName> replayTables)
      implements ComponentEvent {
    public StartRequested(
        String componentId, String projectId, Step step, @Nullable Instant replayFrom) {
      this(componentId, projectId, step, replayFrom, null, null);
    }
  }

  @MessageTypes.Name("io.sluice.component.pause-requested.v1")
  record PauseRequested(String componentId, String projectId, @Nullable String reason)
      implements ComponentEvent {}

  /**
   * It runs.
   *
   * @param epoch rises with every start; what writes outside is fenced by it
   * @param instance host and process that carries it
   */
  @MessageTypes.Name("io.sluice.component.started.v1")
  record Started(String componentId, String projectId, Step step, long epoch, String instance)
      implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.stopped.v1")
  record Stopped(String componentId, String projectId) implements ComponentEvent {}

  /**
   * A fault outside has ended it; it is tried again without end, the first time after the delay.
   * Nothing more is said until it runs, or has failed for good.
   *
   * @param attempt how often, in a row, it came to this
   */
  @MessageTypes.Name("io.sluice.component.restart-scheduled.v1")
  record RestartScheduled(
      String componentId, String projectId, Failure failure, int attempt, long delayMillis)
      implements ComponentEvent {}

  /** It stopped for good, until somebody starts it again. */
  @MessageTypes.Name("io.sluice.component.failed.v1")
  record Failed(String componentId, String projectId, Step step, Failure failure)
      implements ComponentEvent {}

  /**
   * @param report what the step did, by table or topic; small
   */
  @MessageTypes.Name("io.sluice.component.step-completed.v1")
  record StepCompleted(String componentId, String projectId, Step step, Map<String, String> report)
      implements ComponentEvent {}

  /**
   * The latency of the incremental step has been at or under the given bound for the first time.
   */
  @MessageTypes.Name("io.sluice.component.caught-up.v1")
  record CaughtUp(String componentId, String projectId, long latencyMillis)
      implements ComponentEvent {}

  /**
   * A Store's source logs every change of its tables, and all transactions that were open when that
   * began have ended: a copy that begins now misses nothing.
   *
   * @param revision of the definition that has these tables
   */
  @MessageTypes.Name("io.sluice.component.published.v1")
  record Published(String componentId, String projectId, long revision) implements ComponentEvent {}

  /** A verification has compared one table; said again when it had to begin again. */
  @MessageTypes.Name("io.sluice.component.table-compared.v1")
  record TableCompared(String componentId, String projectId, TableComparison comparison)
      implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.replay-started.v1")
  record ReplayStarted(
      String componentId, String projectId, Instant from, long fromOffset, long untilOffset)
      implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.replay-completed.v1")
  record ReplayCompleted(String componentId, String projectId) implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.updated.v1")
  record Updated(String componentId, String projectId, ComponentSpec spec)
      implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.destroy-requested.v1")
  record DestroyRequested(String componentId, String projectId) implements ComponentEvent {}

  @MessageTypes.Name("io.sluice.component.destroyed.v1")
  record Destroyed(String componentId, String projectId) implements ComponentEvent {}
}
