package io.sluice.contract;

/**
 * How closely a project is watched: how late it may be, and for how long interrupted, before
 * somebody is told. Each level has a range that its thresholds may be chosen from.
 */
public enum AlertLevel {
  /** Nobody is told anything. */
  NO(0, 0, 0),
  LOW(900, 300, 10_800),
  MEDIUM(300, 30, 600),
  HIGH(30, 1, 300);

  private final int usualSeconds;
  private final int leastSeconds;
  private final int mostSeconds;

  AlertLevel(int usualSeconds, int leastSeconds, int mostSeconds) {
    this.usualSeconds = usualSeconds;
    this.leastSeconds = leastSeconds;
    this.mostSeconds = mostSeconds;
  }

  public boolean alerts() {
    return this != NO;
  }

  /** The threshold for latency and for interruption that holds while no other is chosen. */
  public int usualSeconds() {
    return usualSeconds;
  }

  public int leastSeconds() {
    return leastSeconds;
  }

  public int mostSeconds() {
    return mostSeconds;
  }
}
