package io.sluice.contract;

/**
 * How closely a project is watched; the latency it may have before its incremental step counts as
 * monitored.
 */
public enum AlertLevel {
  NO(Integer.MAX_VALUE),
  LOW(900),
  MEDIUM(300),
  HIGH(30);

  private final int latencySeconds;

  AlertLevel(int latencySeconds) {
    this.latencySeconds = latencySeconds;
  }

  public int latencySeconds() {
    return latencySeconds;
  }
}
