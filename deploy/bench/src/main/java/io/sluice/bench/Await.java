package io.sluice.bench;

import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/** Waiting by condition, finely enough for a measurement. */
final class Await {
  private static final long LIMIT_SECONDS = 600;

  private Await() {}

  interface Condition {
    boolean holds() throws SQLException;
  }

  static void until(String what, Condition condition) throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    while (!condition.holds()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (Native.seconds(begin) > LIMIT_SECONDS) {
        throw new IllegalStateException("not within " + LIMIT_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
