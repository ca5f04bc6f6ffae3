package io.sluice.failpoint;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends this process, as kill -9 would, at a named instant: the one that the environment's {@code
 * SLUICE_FAILPOINT} names, {@code name} or {@code name:n} for the n-th time it is reached. Without
 * that variable nothing ever happens. Safe for any thread.
 */
public final class Failpoint {
  private static final String ASKED = System.getenv().getOrDefault("SLUICE_FAILPOINT", "");
  private static final boolean ON = !ASKED.isEmpty();
  private static final String NAME = ASKED.replaceFirst(":.*", "");
  private static final AtomicInteger LEFT =
      new AtomicInteger(ASKED.contains(":") ? Integer.parseInt(ASKED.replaceFirst(".*:", "")) : 1);

  private Failpoint() {}

  public static void reached(String name) {
    if (ON && name.equals(NAME) && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(137);
    }
  }

  /** For instants that a protocol numbers: {@code name.3}. */
  public static void reached(String name, int number) {
    if (ON) {
      reached(name + "." + number);
    }
  }
}
