package io.sluice.project.security;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many at once and so many a minute for each key. What it remembers is bounded: the keys that
 * came longest ago are forgotten first. Safe for any thread.
 */
final class Throttle {
  private static final int MOST_KEYS = 20_000;

  private final long atOnce;
  private final long perMinute;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_KEYS;
        }
      };

  Throttle(long atOnce, long perMinute) {
    this.atOnce = atOnce;
    this.perMinute = perMinute;
  }

  /** Zero when it may go on, else how long to wait. */
  Duration take(String key) {
    var probe = bucket(key).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
  }

  /** For what was no guess after all. */
  void giveBack(String key) {
    bucket(key).addTokens(1);
  }

  private Bucket bucket(String key) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          key,
          _ ->
              Bucket.builder()
                  .addLimit(
                      limit ->
                          limit.capacity(atOnce).refillGreedy(perMinute, Duration.ofMinutes(1)))
                  .build());
    }
  }
}
