package io.sluice.contract;

/** How much it matters; each is worse than those before it. */
public enum AlertSeverity {
  /** To know of. */
  INFO,
  /** To look at today. */
  WARNING,
  /** To look at now. */
  CRITICAL
}
