package io.sluice.store;

import io.sluice.component.Meter;
import io.sluice.contract.SluiceException;
import io.sluice.storelog.LogExpiredException;
import io.sluice.storelog.LogRange;
import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.util.Map;

/** Looks now and then what the log holds, and that it is still the one that is written. */
final class HeldRange implements AutoCloseable {
  private static final long INTERVAL = Duration.ofSeconds(10).toNanos();

  private final StoreLogReader log;
  private final Meter meter;
  private long next = System.nanoTime();

  HeldRange(Map<String, Object> kafka, String storeId, Meter meter) {
    this.log = new StoreLogReader(kafka, storeId);
    this.meter = meter;
    log.require(null);
  }

  /**
   * To be called often.
   *
   * @throws SluiceException LOG_REPLACED
   */
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
    } catch (SluiceException e) {
      if (!e.isTransient()) {
        throw e;
      }
      // Whoever writes the log meets a failure that lasts, and stops.
      next = now + INTERVAL;
    } catch (LogExpiredException e) {
      // The oldest entries were removed while they were looked at.
      next = now + INTERVAL;
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
