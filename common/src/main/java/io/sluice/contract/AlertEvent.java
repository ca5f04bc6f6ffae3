package io.sluice.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A fact about one alert. Its key in the event log is the project's id, or the alert's own. */
public sealed interface AlertEvent {
  Alert alert();

  @MessageTypes.Name("io.sluice.alert.raised.v1")
  record Raised(Alert alert) implements AlertEvent {}

  /** It is worse than it was; who had acknowledged it is told again. */
  @MessageTypes.Name("io.sluice.alert.escalated.v1")
  record Escalated(Alert alert) implements AlertEvent {}

  /** Somebody looks after it; it is not told again unless it gets worse. */
  @MessageTypes.Name("io.sluice.alert.acknowledged.v1")
  record Acknowledged(Alert alert, @Nullable String note) implements AlertEvent {}

  /** Nobody is told of it until then. */
  @MessageTypes.Name("io.sluice.alert.silenced.v1")
  record Silenced(Alert alert, Instant until, String reason) implements AlertEvent {}

  /**
   * It is over.
   *
   * @param note of whoever ended it by hand; null when its condition is over
   */
  @MessageTypes.Name("io.sluice.alert.resolved.v1")
  record Resolved(Alert alert, @Nullable String note) implements AlertEvent {}
}
