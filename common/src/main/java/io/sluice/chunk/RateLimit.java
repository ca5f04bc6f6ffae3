package io.sluice.chunk;

import java.util.concurrent.TimeUnit;

/**
 * Holds several threads together to so many rows a second. Who has taken more than there was waits
 * before taking more, so a single large take never blocks for ever.
 */
public final class RateLimit {
  private final long rowsPerSecond;
  private long freeAt;

  /**
   * @param rowsPerSecond 0 for no limit
   */
  public RateLimit(long rowsPerSecond) {
    this.rowsPerSecond = rowsPerSecond;
    this.freeAt = System.nanoTime();
  }

  public void take(long rows) throws InterruptedException {
    if (rowsPerSecond > 0) {
      TimeUnit.NANOSECONDS.sleep(reserve(rows, System.nanoTime()));
    }
  }

  /** Returns how long to wait, in nanoseconds. */
  private synchronized long reserve(long rows, long now) {
    // Time that nobody used is not saved up.
    freeAt = Math.max(freeAt, now) + rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
    return freeAt - now;
  }
}
