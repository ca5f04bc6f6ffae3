package io.sluice.project.alerts.rules;

import io.sluice.contract.Step;
import io.sluice.contract.Telemetry;
import io.sluice.lifecycle.ComponentState.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a component gets on, from one look to the next.
 *
 * @param mark is another one whenever it has got any further
 * @param since when it got there, or had nothing to do
 * @param conflicts counted by its present run
 * @param conflictAt when there was the last; null when there was none
 */
public record Progress(String mark, Instant since, long conflicts, @Nullable Instant conflictAt) {
  /** What is older says nothing of how it does now. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  /** A source that is idle is heard of more often than that. */
  private static final long BUSY_MILLIS = 10_000;

  /** As it is at this look. */
  public static Progress after(@Nullable Progress before, World.Component seen, Instant now) {
    var telemetry = seen.telemetry();
    String mark = mark(seen);
    long counted = telemetry == null ? 0 : telemetry.conflicts();
    if (before == null) {
      return new Progress(mark, now, counted, null);
    }
    boolean stands = before.mark.equals(mark) && hasSomethingToDo(seen, now);
    // A run that is new counts from zero.
    boolean more = counted > before.conflicts || (counted < before.conflicts && counted > 0);
    return new Progress(mark, stands ? before.since : now, counted, more ? now : before.conflictAt);
  }

  private static String mark(World.Component seen) {
    var telemetry = seen.telemetry();
    if (telemetry == null) {
      return seen.changedAt().toString();
    }
    long copied = 0;
    for (Telemetry.TableProgress table : telemetry.tables()) {
      copied += table.rowsDone() + table.bytes() + (table.completed() ? 1 : 0);
    }
    return String.join(
        " ",
        seen.changedAt().toString(),
        String.valueOf(telemetry.logOffset()),
        String.valueOf(telemetry.rows()),
        String.valueOf(telemetry.current()),
        String.valueOf(copied));
  }

  /** Whether it runs, tells so, and there is more for it. */
  static boolean hasSomethingToDo(World.Component seen, Instant now) {
    var telemetry = seen.telemetry();
    if (seen.status() != Status.RUNNING
        || telemetry == null
        || telemetry.at().isBefore(now.minus(FRESH))
        || telemetry.step() != seen.step()) {
      return false;
    }
    boolean endless = seen.step() == Step.INCREMENTAL || seen.step() == Step.LOG_PULL;
    return !endless || Objects.requireNonNullElse(seen.latencyMillis(), 0L) > BUSY_MILLIS;
  }
}
