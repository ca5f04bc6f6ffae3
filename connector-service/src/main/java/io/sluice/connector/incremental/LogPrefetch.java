package io.sluice.connector.incremental;

import io.sluice.storelog.StoreLogReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Reads the log ahead on a thread of its own, up to a bound in bytes. */
final class LogPrefetch implements AutoCloseable {
  private static final long BOUND = 16L << 20;
  private static final Duration POLL = Duration.ofMillis(500);

  private final StoreLogReader reader;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<StoreLogReader.Entry> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean atEnd;
  private boolean closed;
  private @Nullable RuntimeException failure;

  /** Takes the reader over, from where it has been sought to. */
  LogPrefetch(StoreLogReader reader, String name) {
    this.reader = reader;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::read);
  }

  /**
   * The next entry; null when none came in time.
   *
   * @throws RuntimeException the failure that reading ended with, after all that was read before it
   */
  StoreLogReader.@Nullable Entry poll(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (waiting.isEmpty() && failure == null && left > 0) {
        left = changed.awaitNanos(left);
      }
      var entry = waiting.poll();
      if (entry != null) {
        bytes -= entry.bytes();
        changed.signalAll();
      } else if (failure != null) {
        throw failure;
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** True when all that the log held at its last look has been given out. */
  boolean isAtEnd() {
    lock.lock();
    try {
      return atEnd && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    try {
      while (await()) {
        put(reader.poll(POLL));
      }
    } catch (InterruptException | InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    lock.lock();
    try {
      failure = e;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for room; false when closed. */
  private boolean await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (bytes > BOUND && !closed) {
        changed.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void put(List<StoreLogReader.Entry> entries) {
    lock.lock();
    try {
      for (var entry : entries) {
        waiting.add(entry);
        bytes += entry.bytes();
      }
      atEnd = entries.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread, then the reader. */
  @Override
  public void close() throws InterruptedException {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.join(TimeUnit.SECONDS.toMillis(2));
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join();
    }
    reader.close();
  }
}
