package io.sluice.component;

import io.sluice.contract.Telemetry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of each component, in the units of Prometheus's conventions. {@code
 * deploy/docs/metrics.md} is made from this.
 */
public enum ComponentMetric {
  LATENCY(
      "seconds",
      "Age of the oldest change that is not pulled or written yet; near zero when nothing waits.",
      one -> one.latencyMillis() / 1000.0),
  ROWS(true, "rows", "Rows pulled (Stores) or written since the component runs.", Telemetry::rows),
  INSERTS(true, "", "Inserts written since it runs.", Telemetry::inserts),
  UPDATES(true, "", "Updates written since it runs.", Telemetry::updates),
  DELETES(true, "", "Deletes written since it runs.", Telemetry::deletes),
  CONFLICTS(
      true, "", "Rows that were not at the destination as they should.", Telemetry::conflicts),
  THROUGHPUT("bytes", "Bytes pulled or written in a second, of late.", Telemetry::bytesPerSecond),
  WRITE_DURATION(
      "seconds",
      "How long a write took on average, of late.",
      one -> one.averageWriteMillis() / 1000),
  SOURCE_RETAINED(
      "bytes",
      "Log that the source keeps because the Store has not read it yet; Stores alone.",
      one -> orNone(one.retainedBytes())),
  WAITING(
      "",
      "1 while it waits for something that has to come before it can go on, else 0.",
      one -> one.waitsFor() == null ? 0 : 1);

  private final boolean counted;
  private final String unit;
  private final String help;
  private final ToDoubleFunction<Telemetry> value;

  ComponentMetric(String unit, String help, ToDoubleFunction<Telemetry> value) {
    this(false, unit, help, value);
  }

  ComponentMetric(boolean counted, String unit, String help, ToDoubleFunction<Telemetry> value) {
    this.counted = counted;
    this.unit = unit;
    this.help = help;
    this.value = value;
  }

  /**
   * As Micrometer takes it; Prometheus has underscores, the unit and, of what is counted, _total.
   */
  public String meter() {
    return "sluice.component." + name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** As Prometheus shows it. */
  public String series() {
    String name = meter().replace('.', '_');
    String withUnit = unit.isEmpty() || name.endsWith(unit) ? name : name + "_" + unit;
    return counted ? withUnit + "_total" : withUnit;
  }

  /** That it only rises while a component runs, and begins at zero with each run. */
  public boolean counted() {
    return counted;
  }

  /** Empty for what has none. */
  public String unit() {
    return unit;
  }

  public String help() {
    return help;
  }

  double of(@Nullable Telemetry telemetry) {
    return telemetry == null ? Double.NaN : value.applyAsDouble(telemetry);
  }

  private static double orNone(@Nullable Long value) {
    return value == null ? Double.NaN : value;
  }
}
