package io.sluice.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A command about alerts. Its subject is the alert's id; of those that are about none it is a name
 * of the sender's choice.
 */
public sealed interface AlertCommand {
  @MessageTypes.Name("io.sluice.alert.acknowledge.v1")
  record Acknowledge(@Nullable String note) implements AlertCommand {}

  /** Have nobody told of one alert for a time. */
  @MessageTypes.Name("io.sluice.alert.silence.v1")
  record Silence(Instant until, String reason) implements AlertCommand {}

  /** End one by hand: it comes again only after its condition was over. */
  @MessageTypes.Name("io.sluice.alert.resolve.v1")
  record Resolve(@Nullable String note) implements AlertCommand {}

  /**
   * Have nobody told of what fits for a time, ahead of maintenance; what is null fits all.
   *
   * @param project id
   * @param tag of the project
   * @param from now when it is null
   */
  @MessageTypes.Name("io.sluice.alert.add-silence.v1")
  record AddSilence(
      @Nullable String project,
      @Nullable String tag,
      @Nullable AlertCondition condition,
      @Nullable Instant from,
      Instant until,
      String reason)
      implements AlertCommand {}

  /**
   * Changes what holds for projects that choose nothing else.
   *
   * @param thresholds of the level; what is null in them is as Sluice has it
   * @param sourceLogGigabytes so much of its log a source may keep for one Store; null for as it is
   */
  @MessageTypes.Name("io.sluice.alert.change-settings.v1")
  record ChangeSettings(
      AlertLevel level, AlertThresholds thresholds, @Nullable Integer sourceLogGigabytes)
      implements AlertCommand {}
}
