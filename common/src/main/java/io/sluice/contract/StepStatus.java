package io.sluice.contract;

/**
 * How far a step is. Only the incremental step is ever {@code MONITORING}, and never leaves it
 * again.
 */
public enum StepStatus {
  PENDING,
  RUNNING,
  MONITORING,
  COMPLETED,
  FAILED
}
