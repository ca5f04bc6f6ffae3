package io.sluice.project.components;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.Telemetry;
import io.sluice.lifecycle.ComponentState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component as the API shows it.
 *
 * @param stepStatus how far its step is, as far as the component itself tells
 * @param attempts how often, in a row, it came to retrying
 * @param updatedAt of its last event: since when it is retrying, or has failed
 * @param text what kind of failure it is, in a sentence
 * @param earliest source commit time of the oldest change in the log (Stores)
 * @param current source commit time of the newest change pulled or written
 * @param latencyMillis rises while nothing is written
 * @param retainedBytes log that the source keeps because the Store has not read it yet (Stores)
 * @param stalled that it runs, has something to do and gets nowhere, and what it waits for; null
 *     while that is not so
 * @param replayFrom a replay that was asked for and has not begun
 */
public record ComponentView(
    String id,
    ComponentKind kind,
    String project,
    String projectName,
    String region,
    String storeId,
    ComponentState.Status status,
    @Nullable Step step,
    @Nullable StepStatus stepStatus,
    long epoch,
    @Nullable String instance,
    int attempts,
    @Nullable String text,
    @Nullable Failure failure,
    @Nullable String remedy,
    List<String> actions,
    @Nullable Instant earliest,
    @Nullable Instant current,
    @Nullable Long latencyMillis,
    @Nullable Long retainedBytes,
    @Nullable String stalled,
    @Nullable Instant replayFrom,
    @Nullable Telemetry telemetry,
    @Nullable List<Telemetry.TableProgress> tables,
    Instant createdAt,
    Instant updatedAt) {

  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final Duration OLD = Duration.ofSeconds(15);

  /** How much of a copy or comparison is done; not 100, for the estimate may be too low. */
  public static double percent(long rows, long estimate) {
    return estimate <= 0 ? 0 : Math.min(99.9, Math.round(1000.0 * rows / estimate) / 10.0);
  }

  /** What the telemetry said; nothing once that is old, for the source goes on keeping more. */
  static @Nullable Long retained(@Nullable Telemetry telemetry, Instant now) {
    return telemetry == null || telemetry.at().isBefore(now.minus(OLD))
        ? null
        : telemetry.retainedBytes();
  }

  /**
   * What was known last, plus the time for which nothing was: a run that cannot begin tells, and
   * knows of no latency.
   *
   * @param knownAt when the latency was known; null when it never was
   */
  static @Nullable Long latency(
      @Nullable Telemetry telemetry, @Nullable Instant knownAt, long known, Instant now) {
    if (telemetry == null
        || (telemetry.step() != Step.INCREMENTAL && telemetry.step() != Step.LOG_PULL)) {
      return null;
    }
    if (knownAt == null) {
      return telemetry.latencyMillis();
    }
    var silent = Duration.between(knownAt, now);
    return known + (silent.compareTo(FRESH) > 0 ? silent.toMillis() : 0);
  }
}
