package io.sluice.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.REPLAY_NOT_INCREMENTAL;
import static io.sluice.contract.ErrorCode.REPLAY_OUT_OF_RANGE;
import static io.sluice.lifecycle.Decision.refuse;

import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.TableName;
import io.sluice.lifecycle.ComponentLifecycle.Available;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be asked of a replay. Pure. */
final class ReplayRules {
  private ReplayRules() {}

  /**
   * Why a start cannot be; null when its replay can, or there is none.
   *
   * @param available what the Store's log holds; null for nothing
   */
  static @Nullable Decision<ComponentEvent> refusal(
      ComponentSpec spec, Step step, Start start, @Nullable Available available) {
    Instant from = start.replayFrom();
    if (from != null) {
      ComponentKind kind = spec.kind();
      if (kind == ComponentKind.STORE || step != Step.INCREMENTAL) {
        return refuse(REPLAY_NOT_INCREMENTAL, "It is a " + kind + " and the step is " + step + ".");
      }
      if (available == null || !available.holds(from)) {
        return refuse(REPLAY_OUT_OF_RANGE, from + " was asked for; " + range(available));
      }
    }
    String fault = faultOfLimits(spec, start);
    return fault == null ? null : refuse(INVALID_INPUT, fault);
  }

  private static @Nullable String faultOfLimits(ComponentSpec spec, Start start) {
    Instant from = start.replayFrom();
    Instant until = start.replayUntil();
    List<TableName> tables = start.replayTables();
    if (from == null && (until != null || tables != null)) {
      return "replayFrom: missing; replayUntil and replayTables say what of a replay is wanted.";
    }
    if (from != null && until != null && !until.isAfter(from)) {
      return "replayUntil: not after replayFrom.";
    }
    if (tables == null) {
      return null;
    }
    return tables.isEmpty()
        ? "replayTables: empty; leave it out for all."
        : tables.stream()
            .filter(table -> !spec.sourceTables().contains(table))
            .findFirst()
            .map(table -> "replayTables: it does not have " + table + ".")
            .orElse(null);
  }

  private static String range(@Nullable Available available) {
    return available == null
        ? "the Store's log holds nothing yet."
        : "available is " + available.earliest() + " to " + available.current() + ".";
  }
}
