package io.sluice.contract;

import java.util.List;

/**
 * What a verification does.
 *
 * @param tables those that are compared
 * @param followed whether the destination still follows the source
 * @param readConcurrency chunks compared at a time
 * @param rowsPerSecond limit; 0 for none
 */
public record VerificationPlan(
    List<TableMapping> tables, boolean followed, int readConcurrency, int rowsPerSecond) {
  public VerificationPlan {
    tables = List.copyOf(tables);
  }
}
