package io.sluice.project.alerts.rules;

import io.sluice.contract.Alert;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An alert that is not over, or whose condition is not although somebody has ended it.
 *
 * @param told when somebody was last told of it; null when nobody was
 * @param gone since when its condition is not so any more; null while it is
 * @param repeat how long until it is told again
 * @param silencedUntil nobody is told of it before; null when somebody is
 */
public record Standing(
    Alert alert,
    Status status,
    @Nullable Instant told,
    @Nullable Instant gone,
    Duration repeat,
    @Nullable Instant silencedUntil) {
  /** What people have done about it. */
  public enum Status {
    OPEN,
    ACKNOWLEDGED,
    /** Ended by hand: not told again before its condition was over. */
    ENDED
  }

  World.Subject subject() {
    return new World.Subject(alert.condition(), alert.about());
  }

  Standing with(Alert now) {
    return new Standing(now, status, told, gone, repeat, silencedUntil);
  }

  Standing as(Status other) {
    return new Standing(alert, other, told, gone, repeat, silencedUntil);
  }

  Standing toldAt(Instant time) {
    return new Standing(alert, status, time, gone, repeat, silencedUntil);
  }

  Standing goneSince(@Nullable Instant time) {
    return new Standing(alert, status, told, time, repeat, silencedUntil);
  }

  Standing repeatedAfter(Duration time) {
    return new Standing(alert, status, told, gone, time, silencedUntil);
  }

  /** Nobody is told of it before; null when somebody is. */
  public Standing silenced(@Nullable Instant until) {
    return new Standing(alert, status, told, gone, repeat, until);
  }
}
