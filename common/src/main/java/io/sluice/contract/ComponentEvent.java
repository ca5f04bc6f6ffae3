package io.sluice.contract;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fact about one component. Every event names its project, which is also its key in the event
 * log.
 */
public sealed interface ComponentEvent {
  String componentId();

  String projectId();

  record Created(String componentId, String projectId, ComponentSpec spec)
      implements ComponentEvent {}

  /** It should run now; what runs follows. */
  record StartRequested(
      String componentId, String projectId, Step step, @Nullable Instant replayFrom)
      implements ComponentEvent {}

  record PauseRequested(String componentId, String projectId, @Nullable String reason)
      implements ComponentEvent {}

  /**
   * It runs.
   *
   * @param epoch rises with every start; what writes outside is fenced by it
   * @param instance host and process that carries it
   */
  record Started(String componentId, String projectId, Step step, long epoch, String instance)
      implements ComponentEvent {}

  record Stopped(String componentId, String projectId) implements ComponentEvent {}

  /** A transient fault; it is started again after the delay. */
  record RestartScheduled(
      String componentId, String projectId, Failure failure, int attempt, long delayMillis)
      implements ComponentEvent {}

  /** It stopped for good, until somebody starts it again. */
  record Failed(String componentId, String projectId, Step step, Failure failure)
      implements ComponentEvent {}

  /**
   * @param report what the step did, by table or topic; small
   */
  record StepCompleted(String componentId, String projectId, Step step, Map<String, String> report)
      implements ComponentEvent {}

  /**
   * The latency of the incremental step has been at or under the given bound for the first time.
   */
  record CaughtUp(String componentId, String projectId, long latencyMillis)
      implements ComponentEvent {}

  record ReplayStarted(
      String componentId, String projectId, Instant from, long fromOffset, long untilOffset)
      implements ComponentEvent {}

  record ReplayCompleted(String componentId, String projectId) implements ComponentEvent {}

  record Updated(String componentId, String projectId, ComponentSpec spec)
      implements ComponentEvent {}

  record DestroyRequested(String componentId, String projectId) implements ComponentEvent {}

  record Destroyed(String componentId, String projectId) implements ComponentEvent {}
}
