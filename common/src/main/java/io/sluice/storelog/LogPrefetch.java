package io.sluice.storelog;

import io.sluice.change.LogRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decodes a Store's log on a thread of its own while the entries before are written.
 * Holds no more than so many bytes. Its methods are for one thread.
 */
public final class LogPrefetch implements AutoCloseable {
  private static final long CAPACITY = 16 << 20;
  private static final Duration POLL = Duration.ofMillis(100);

  private final StoreLogReader reader;
  private final LongSupplier written;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<LogRecord> entries = new ArrayDeque<>();
  private long bytes;
  private boolean atEnd;
  private boolean closed;
  private @Nullable Throwable failure;
  private LogOrder order = new LogOrder(0);

  /**
   * Takes the reader over, and closes it in the end.
   *
   * @param written offset before which all is written, negative when that is not known; asked from
   *     another thread
   */
  public LogPrefetch(StoreLogReader reader, String name, LongSupplier written) {
    this.reader = reader;
    this.written = written;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::read);
  }

  /**
   * Begins to read; once.
   *
   * @param after source position of the last commit before the offset, which has to be lower than
   *     those that are read; 0 when that is not known
   */
  public void start(long offset, long after) {
    order = new LogOrder(after);
    reader.seek(offset);
    thread.start();
  }

  /**
   * The next entry; null when there is none in time.
   *
   * @throws RuntimeException what the reader threw, once what it read before is taken
   */
  public @Nullable LogRecord next(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = atMost.toNanos();
      while (entries.isEmpty() && failure == null && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      LogRecord entry = entries.poll();
      if (entry != null) {
        bytes -= entry.bytes();
        room.signal();
        return entry;
      }
      rethrow();
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all that the log held at the last look, a moment ago, has been taken. */
  public boolean isAtEnd() {
    lock.lock();
    try {
      return atEnd && entries.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void rethrow() {
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void read() {
    try {
      while (put(reader.poll(POLL), reader.isAtEnd())) {
        reader.tell(written.getAsLong());
      }
    } catch (InterruptException | InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** False when nobody wants more. */
  private boolean put(List<LogRecord> read, boolean end) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      atEnd = end;
      for (LogRecord entry : read) {
        order.verify(entry);
        while (bytes >= CAPACITY && !closed) {
          room.await();
        }
        entries.add(entry);
        bytes += entry.bytes();
        filled.signal();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join(TimeUnit.MILLISECONDS.toMillis(100));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    reader.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
