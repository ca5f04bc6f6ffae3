package io.sluice.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting by condition. */
final class Await {
  private static final long STEP_NANOS = 50_000_000;

  private Await() {}

  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  /** True as soon as the condition holds; false when it has not within the limit. */
  static boolean within(Duration limit, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        // What is asked may be down; that is what this is about.
        if (System.nanoTime() > end) {
          throw new IllegalStateException(e);
        }
      }
      if (System.nanoTime() > end) {
        return false;
      }
      pause(Duration.ofNanos(STEP_NANOS));
    }
  }

  /** As {@link #within}, but not to see it is the end of the scenario. */
  static void until(String what, Duration limit, Condition condition) throws InterruptedException {
    boolean seen;
    try {
      seen = within(limit, condition);
    } catch (IllegalStateException e) {
      throw new IllegalStateException("not within " + limit + ": " + what, e.getCause());
    }
    if (!seen) {
      throw new IllegalStateException("not within " + limit + ": " + what);
    }
  }

  /** Lets time pass that a fault is to last. */
  static void pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
