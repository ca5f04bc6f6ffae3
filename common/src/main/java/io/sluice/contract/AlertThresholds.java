package io.sluice.contract;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When somebody is told of a project that is late or interrupted, and how often. What is null is as
 * the installation has it for the level.
 *
 * @param latencySeconds a latency over it is told, once it has been at or under it; until then the
 *     incremental step is RUNNING, and MONITORING from then on
 * @param interruptionSeconds for so long it may be retrying, or get nowhere, before it is told
 * @param repeatMinutes how long until what is not over is told again, 1 to 600
 */
public record AlertThresholds(
    @Nullable Integer latencySeconds,
    @Nullable Integer interruptionSeconds,
    @Nullable Integer repeatMinutes) {
  /** Told again after so long, where nothing else is chosen. */
  public static final int USUAL_REPEAT_MINUTES = 3;

  public static final AlertThresholds NONE = new AlertThresholds(null, null, null);

  private static final int MOST_REPEAT_MINUTES = 600;

  /**
   * What is wrong with them at this level; empty when nothing is.
   *
   * @param where they are, such as {@code definition.alerts}
   */
  public Optional<String> faultOf(String where, AlertLevel level) {
    return faultOf(where + ".latencySeconds", latencySeconds, level)
        .or(() -> faultOf(where + ".interruptionSeconds", interruptionSeconds, level))
        .or(
            () ->
                repeatMinutes == null
                        || (repeatMinutes >= 1 && repeatMinutes <= MOST_REPEAT_MINUTES)
                    ? Optional.empty()
                    : Optional.of(where + ".repeatMinutes: not 1 to " + MOST_REPEAT_MINUTES));
  }

  private static Optional<String> faultOf(
      String field, @Nullable Integer seconds, AlertLevel level) {
    if (seconds == null) {
      return Optional.empty();
    }
    if (!level.alerts()) {
      return Optional.of(field + ": the level NO has no thresholds");
    }
    return seconds >= level.leastSeconds() && seconds <= level.mostSeconds()
        ? Optional.empty()
        : Optional.of(
            "%s: not %d to %d, which is what the level %s allows"
                .formatted(field, level.leastSeconds(), level.mostSeconds(), level));
  }

  /** With what these leave open taken from others. */
  public AlertThresholds or(AlertThresholds others) {
    return new AlertThresholds(
        latencySeconds == null ? others.latencySeconds : latencySeconds,
        interruptionSeconds == null ? others.interruptionSeconds : interruptionSeconds,
        repeatMinutes == null ? others.repeatMinutes : repeatMinutes);
  }
}
