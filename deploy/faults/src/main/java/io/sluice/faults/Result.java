package io.sluice.faults;

import java.util.List;
import java.util.Locale;

/**
 * What came of a scenario.
 *
 * @param changes committed at the source during the trial
 * @param recovery seconds until a row committed after the fault was at both destinations; the
 *     longest of all faults
 * @param problems empty when every invariant held
 */
record Result(
    String scenario,
    long seed,
    int faults,
    long changes,
    long lost,
    long duplicated,
    long reordered,
    double recovery,
    double seconds,
    List<String> problems) {
  static final String HEAD =
      "%-26s %6s %9s %6s %6s %9s %9s %7s  %s"
          .formatted(
              "scenario",
              "faults",
              "changes",
              "lost",
              "twice",
              "reordered",
              "recovery",
              "took",
              "verdict");

  boolean green() {
    return problems.isEmpty();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-26s %6d %9d %6d %6d %9d %7.1f s %5.0f s  %s",
        scenario,
        faults,
        changes,
        lost,
        duplicated,
        reordered,
        recovery,
        seconds,
        green() ? "green" : "RED: " + String.join("; ", problems));
  }
}
