package io.sluice.project.projections;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells when projections have moved, whichever instance moved them: the database notifies. Whoever
 * waits notes the {@link #count}, looks at the rows, and waits for another count.
 */
@Component
public class Changes implements SmartLifecycle {
  static final String CHANNEL = "sluice_projections";

  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
  private static final int LISTEN_MILLIS = 500;

  private final DataSource database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long count;
  private volatile @Nullable Thread listener;

  Changes(DataSource database) {
    this.database = database;
  }

  public long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the count is no longer the one that was seen, when time is up, or on stopping. */
  public void await(long seen, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lock();
    try {
      while (count == seen && nanos > 0 && isRunning()) {
        nanos = moved.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes everybody who waits look again. */
  public void wake() {
    lock.lock();
    try {
      count++;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void start() {
    var thread = Thread.ofPlatform().name("sluice-changes").daemon().unstarted(this::listen);
    listener = thread;
    thread.start();
  }

  @Override
  public void stop() {
    var thread = listener;
    listener = null;
    wake();
    try {
      if (thread != null) {
        thread.join(Duration.ofMillis(4L * LISTEN_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return listener != null;
  }

  private void listen() {
    while (isRunning()) {
      try (var connection = database.getConnection();
          var statement = connection.createStatement()) {
        statement.execute("listen " + CHANNEL);
        // What came while nobody listened is not told again.
        wake();
        var notices = connection.unwrap(PGConnection.class);
        while (isRunning()) {
          var got = notices.getNotifications(LISTEN_MILLIS);
          if (got != null && got.length > 0) {
            wake();
          }
        }
        statement.execute("unlisten *");
      } catch (SQLException e) {
        pause(e);
      }
    }
  }

  private void pause(SQLException cause) {
    if (!isRunning()) {
      return;
    }
    LOG.warn("Not told of changes, trying again: {}", cause.getMessage());
    try {
      TimeUnit.MILLISECONDS.sleep(LISTEN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      listener = null;
    }
  }
}
