package io.sluice.project.projects;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.Telemetry;
import io.sluice.contract.Telemetry.TableProgress;
import io.sluice.project.components.ComponentView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A step as the API shows it; what does not apply to it, or is not known yet, is left out.
 *
 * @param at when its status changed last
 * @param percent of the full step: rows done of rows estimated
 * @param current source commit time of the newest change pulled or written
 * @param tables progress by table of the full step; details only
 */
record StepView(
    Step step,
    StepStatus status,
    @Nullable Instant at,
    @Nullable Long rowsDone,
    @Nullable Long rowsEstimate,
    @Nullable Long bytes,
    @Nullable Double percent,
    @Nullable Double rowsPerSecond,
    @Nullable Long latencyMillis,
    @Nullable Instant current,
    @Nullable List<TableProgress> tables,
    @Nullable Map<String, String> report) {

  static StepView of(StepRow row, List<ComponentView> components) {
    return switch (row.step()) {
      case SCHEMA, VERIFY -> plain(row);
      case LOG_PULL -> flowing(row, find(components, true));
      case FULL -> full(row, find(components, false));
      case INCREMENTAL -> flowing(row, find(components, false));
    };
  }

  /** As lists show it. */
  StepView brief() {
    return new StepView(
        step,
        status,
        at,
        rowsDone,
        rowsEstimate,
        bytes,
        percent,
        rowsPerSecond,
        latencyMillis,
        current,
        null,
        null);
  }

  private static StepView plain(StepRow row) {
    return new StepView(
        row.step(),
        row.status(),
        row.at(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        row.report());
  }

  private static StepView flowing(StepRow row, @Nullable ComponentView component) {
    if (component == null) {
      return plain(row);
    }
    Telemetry telemetry = component.telemetry();
    if (telemetry == null || telemetry.step() != row.step()) {
      return plain(row);
    }
    return new StepView(
        row.step(),
        row.status(),
        row.at(),
        telemetry.rows(),
        null,
        null,
        null,
        telemetry.rowsPerSecond(),
        component.latencyMillis(),
        telemetry.current(),
        null,
        row.report());
  }

  private static StepView full(StepRow row, @Nullable ComponentView component) {
    if (component == null) {
      return plain(row);
    }
    var tables = component.tables();
    if (tables == null) {
      return plain(row);
    }
    boolean done = row.status() == StepStatus.COMPLETED;
    long rows = tables.stream().mapToLong(TableProgress::rowsDone).sum();
    long estimate =
        tables.stream()
            .mapToLong(one -> one.completed() ? one.rowsDone() : one.rowsEstimate())
            .sum();
    var telemetry = component.telemetry();
    Double rate =
        telemetry != null && telemetry.step() == Step.FULL && !done
            ? telemetry.rowsPerSecond()
            : null;
    return new StepView(
        row.step(),
        row.status(),
        row.at(),
        rows,
        Math.max(rows, estimate),
        tables.stream().mapToLong(TableProgress::bytes).sum(),
        done ? 100.0 : ComponentView.percent(rows, estimate),
        rate,
        null,
        null,
        tables,
        row.report());
  }

  private static @Nullable ComponentView find(List<ComponentView> components, boolean store) {
    return components.stream()
        .filter(one -> (one.kind() == ComponentKind.STORE) == store)
        .findFirst()
        .orElse(null);
  }
}
