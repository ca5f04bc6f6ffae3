package io.sluice.writer.postgres;

import io.sluice.component.TaskContext;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads, each with a connection to either side, that work through a list of jobs. A driver
 * that waits for its server does not see an interrupt, so ending early means cutting connections.
 */
public final class CopyWorkers {
  private static final Logger LOG = LoggerFactory.getLogger(CopyWorkers.class);
  private static final long LOOK_EVERY_MILLIS = 20;

  /** Where jobs read and write. */
  public record Databases(Database source, Database destination) {}

  /** One piece of work; leaves no transaction open on either connection. */
  @FunctionalInterface
  public interface Job {
    void run(Connection source, Connection destination) throws InterruptedException;
  }

  private final Databases databases;
  private final TaskContext context;
  private final int size;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean ending;

  /**
   * @param size threads at most
   */
  public CopyWorkers(Databases databases, TaskContext context, int size) {
    this.databases = databases;
    this.context = context;
    this.size = size;
  }

  /**
   * Returns when all jobs are done, or the component is stopping; throws what the first job that
   * failed threw.
   */
  public void run(List<? extends Job> jobs) throws InterruptedException {
    Queue<Job> queue = new ConcurrentLinkedQueue<>(jobs);
    int threads = Math.min(size, jobs.size());
    var working = new CountDownLatch(threads);
    String name = context.spec().componentId() + "-" + context.step() + "-";
    for (int n = 0; n < threads; n++) {
      Thread.ofPlatform().daemon().name(name, n).start(() -> work(queue, working));
    }
    try {
      while (!working.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        if (context.stopping() || failure.get() != null) {
          cut();
        }
      }
    } finally {
      cut();
    }
    Throwable thrown = failure.get();
    if (thrown != null && !context.stopping()) {
      throwAgain(thrown);
    }
  }

  private void work(Queue<Job> queue, CountDownLatch working) {
    try (var source = connect(DatabaseRole.SOURCE, databases.source());
        var destination = connect(DatabaseRole.DESTINATION, databases.destination())) {
      for (Job job = queue.poll(); job != null && !ending; job = queue.poll()) {
        job.run(source, destination);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.debug("a connection did not close", e);
    } catch (RuntimeException | Error e) {
      // What fails because the connection was cut is no news.
      if (!ending) {
        failure.compareAndSet(null, e);
      }
    } finally {
      working.countDown();
    }
  }

  private Connection connect(DatabaseRole role, Database database) {
    String name = Checkpoint.applicationName(context.spec().componentId(), context.epoch());
    var connection = database.connect(role, name);
    open.add(connection);
    if (ending) {
      abort(connection);
    }
    return connection;
  }

  private void cut() {
    ending = true;
    open.forEach(CopyWorkers::abort);
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("a connection could not be cut", e);
    }
  }

  private static void throwAgain(Throwable thrown) {
    switch (thrown) {
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
