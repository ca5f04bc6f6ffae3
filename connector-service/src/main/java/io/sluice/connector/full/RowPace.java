package io.sluice.connector.full;

import java.util.concurrent.locks.LockSupport;

/** Holds all lanes of a copy together to a number of rows a second; 0 for no limit. */
final class RowPace {
  private final long nanosPerRow;
  private long nextFree = System.nanoTime();

  RowPace(int rowsPerSecond) {
    nanosPerRow = rowsPerSecond <= 0 ? 0 : 1_000_000_000L / rowsPerSecond;
  }

  /** Waits until these rows may go. */
  void take(int rows) throws InterruptedException {
    if (nanosPerRow == 0) {
      return;
    }
    long until = reserve(rows);
    long left = until - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = until - System.nanoTime();
    }
  }

  private synchronized long reserve(int rows) {
    long start = Math.max(nextFree, System.nanoTime());
    nextFree = start + rows * nanosPerRow;
    return start;
  }
}
