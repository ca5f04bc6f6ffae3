package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/**
 * One check of the precheck.
 *
 * @param name stable kebab-case name of the check
 * @param failure null when it passed
 * @param remedy what to run or change, exactly; null when it passed
 */
public record CheckResult(
    String name, Status status, @Nullable Failure failure, @Nullable String remedy) {
  public enum Status {
    PASSED,
    WARNING,
    FAILED
  }
}
