package io.sluice.component;

import io.github.resilience4j.core.IntervalFunction;
import io.sluice.cluster.KernelSettings;
import io.sluice.lifecycle.ComponentState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What this process tries again and again, and when: nothing of it is recorded. Used under the lock
 * of the component's partition, but for what is said to be safe without.
 *
 * <p>Each try has an epoch of its own, so that what is left of the one before is fenced. They are
 * reserved by the event that says that retrying began; whoever takes the component over reserves
 * others.
 */
final class Retries {
  /** One component that is being retried. */
  static final class Retry {
    private final long lastEpoch;
    private long epoch;
    private int tries;
    private long delayMillis;
    private @Nullable Future<?> timer;

    private Retry(long afterEpoch, long delayMillis) {
      this.epoch = afterEpoch;
      this.lastEpoch = afterEpoch + ComponentState.Retrying.RESERVE;
      this.delayMillis = delayMillis;
    }

    boolean isUsedUp() {
      return epoch >= lastEpoch;
    }

    long nextEpoch() {
      return ++epoch;
    }
  }

  /** The try that comes next. */
  record Next(int number, Instant at, long delayMillis) {}

  private final KernelSettings settings;
  private final ScheduledExecutorService timer;
  private final IntervalFunction backoff;
  private final Map<String, Retry> retries = new ConcurrentHashMap<>();

  Retries(KernelSettings settings, ScheduledExecutorService timer) {
    this.settings = settings;
    this.timer = timer;
    // With jitter: what fails together must not come back together.
    this.backoff =
        IntervalFunction.ofExponentialRandomBackoff(
            settings.retryDelay(), 2, 0.2, settings.longestRetryDelay());
  }

  /** Safe without the lock. */
  boolean isKnown(String id) {
    return retries.containsKey(id);
  }

  /** The epochs that the event to be recorded reserves, which are those after this one. */
  void reserve(String id, long afterEpoch) {
    giveUp(id);
    retries.put(id, new Retry(afterEpoch, firstDelayMillis()));
  }

  /** For a destruction, whose tries have no epochs. */
  void reserveUnlessKnown(String id) {
    retries.computeIfAbsent(id, _ -> new Retry(0, firstDelayMillis()));
  }

  /** A run failed, and will be tried again. */
  Next failed(String id, long epoch) {
    Retry retry = retries.computeIfAbsent(id, _ -> new Retry(epoch, 0));
    int number = retry.tries + 1;
    retry.delayMillis = backoff.apply(number);
    Instant at = Instant.now().plusMillis(retry.delayMillis).truncatedTo(ChronoUnit.SECONDS);
    return new Next(number, at, retry.delayMillis);
  }

  long firstDelayMillis() {
    return backoff.apply(1);
  }

  /**
   * Arranges the next try, unless it is arranged. Safe without the lock.
   *
   * @return false when nothing is known of it here
   */
  boolean later(String id, Consumer<Retry> tryAgain) {
    Retry retry = retries.get(id);
    if (retry == null) {
      return false;
    }
    synchronized (retry) {
      if (retry.timer == null) {
        retry.timer =
            timer.schedule(() -> tryAgain.accept(retry), retry.delayMillis, TimeUnit.MILLISECONDS);
      }
    }
    return true;
  }

  /** Whether the try that was arranged is still due; then it begins. */
  boolean begins(String id, Retry retry) {
    synchronized (retry) {
      retry.timer = null;
    }
    if (retries.get(id) != retry) {
      return false;
    }
    retry.tries++;
    return true;
  }

  /** How long a try has to last to count as a run, for one that came to this so often in a row. */
  Duration holdsAfter(int attempts) {
    Duration doubled = settings.holdsAfter().multipliedBy(1L << Math.clamp(attempts - 1, 0, 20));
    return doubled.compareTo(settings.healthyAfter()) < 0 ? doubled : settings.healthyAfter();
  }

  void giveUp(String id) {
    Retry retry = retries.remove(id);
    if (retry != null) {
      synchronized (retry) {
        if (retry.timer != null) {
          retry.timer.cancel(false);
        }
      }
    }
  }
}
