package io.sluice.store;

import io.sluice.change.Change;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a run has pulled so far. Written by the engine's thread, read by any. */
final class PullFigures {
  private final AtomicLong inserts = new AtomicLong();
  private final AtomicLong updates = new AtomicLong();
  private final AtomicLong deletes = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong logged;
  private final AtomicLong latency = new AtomicLong();
  private final AtomicLong commitNanos = new AtomicLong(System.nanoTime());
  private final AtomicReference<@Nullable Instant> current = new AtomicReference<>();
  private final AtomicReference<@Nullable Long> retained = new AtomicReference<>();

  /**
   * @param start LSN up to which the log goes already
   */
  PullFigures(long start) {
    this.logged = new AtomicLong(start);
  }

  void count(Change.Operation operation) {
    switch (operation) {
      case INSERT -> add(inserts, 1);
      case UPDATE -> add(updates, 1);
      case DELETE, TRUNCATE -> add(deletes, 1);
    }
  }

  void bytes(int more) {
    add(bytes, more);
  }

  /**
   * @param time source commit time of the newest entry
   * @param lsn up to which the log goes now
   */
  void committed(Instant time, long lsn) {
    logged.set(lsn);
    current.set(time);
    latency.set(Math.max(0, System.currentTimeMillis() - time.toEpochMilli()));
    commitNanos.set(System.nanoTime());
  }

  /** Bytes of log that the source keeps for the slot. */
  void retained(long bytes) {
    retained.set(bytes);
  }

  /** Null until the source was asked. */
  @Nullable Long retained() {
    return retained.get();
  }

  /** Nanoseconds since something was last committed to the log. */
  long quietFor() {
    return System.nanoTime() - commitNanos.get();
  }

  @Nullable Instant current() {
    return current.get();
  }

  /** LSN up to which the log goes; the source is told so afterwards. */
  long logged() {
    return logged.get();
  }

  long latencyMillis() {
    return latency.get();
  }

  long inserts() {
    return inserts.get();
  }

  long updates() {
    return updates.get();
  }

  long deletes() {
    return deletes.get();
  }

  long rows() {
    return inserts() + updates() + deletes();
  }

  long bytes() {
    return bytes.get();
  }

  /** There is one writer, so no compare-and-set is needed. */
  private static void add(AtomicLong figure, long more) {
    figure.lazySet(figure.getPlain() + more);
  }
}
