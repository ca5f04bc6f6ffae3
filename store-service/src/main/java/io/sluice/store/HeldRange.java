package io.sluice.store;

import io.sluice.component.Meter;
import io.sluice.contract.SluiceException;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.util.Map;

/** Looks now and then what the log holds. */
final class HeldRange implements AutoCloseable {
  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

  private final StoreLogReader log;
  private final Meter meter;
  private long next = System.nanoTime();

  HeldRange(Map<String, Object> kafka, String storeId, Meter meter) {
    this.log = new StoreLogReader(kafka, storeId);
    this.meter = meter;
  }

  /** To be called often. */
  void look() {
    long now = System.nanoTime();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL;
    try {
      LogRange range = log.range();
      if (range != null) {
        meter.holds(range);
      }
    } catch (SluiceException | LogExpiredException e) {
      // It can wait. Whoever writes the log meets a failure that lasts, and stops; that the oldest
      // entries were removed while they were looked at is none.
      next = now + INTERVAL;
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
