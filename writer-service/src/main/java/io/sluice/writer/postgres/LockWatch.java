package io.sluice.writer.postgres;

import io.sluice.component.Meter;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who holds a lock that a run waits for, and tells it in the run's telemetry. It asks the
 * destination, over a connection of its own, only while the run does not get any further.
 */
public final class LockWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LockWatch.class);
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Database destination;
  private final String sessions;
  private final Meter meter;
  private final Thread thread;
  private @Nullable String told;

  /** A driver that is interrupted may keep that to itself. */
  private volatile boolean closed;

  /**
   * @param sessions application name of the run's sessions at the destination
   */
  public LockWatch(Database destination, String sessions, Meter meter) {
    this.destination = destination;
    this.sessions = sessions;
    this.meter = meter;
    this.thread = Thread.ofVirtual().name("sluice-lock-watch").start(this::watch);
  }

  private void watch() {
    String before = "";
    try {
      while (!closed) {
        Thread.sleep(LOOK);
        String mark = meter.reachedOffset() + " " + meter.copied();
        if (mark.equals(before)) {
          tell(blocker());
        } else if (told != null) {
          tell(null);
        }
        before = mark;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(@Nullable String blocker) {
    if (blocker != null) {
      meter.waitsFor(blocker);
    } else if (told != null) {
      meter.waitsFor(null);
    }
    told = blocker;
  }

  private @Nullable String blocker() {
    try (var connection = destination.connect(DatabaseRole.DESTINATION, "sluice lock watch");
        var query =
            connection.prepareStatement(
                """
                select other.pid, other.usename, other.application_name, other.state,
                  (select min(l.relation::regclass::text) from pg_locks l
                    where l.pid = own.pid and not l.granted and l.relation is not null) as table
                from pg_stat_activity own
                  cross join lateral unnest(pg_blocking_pids(own.pid)) as by (pid)
                  join pg_stat_activity other on other.pid = by.pid
                where own.application_name = ? and other.application_name <> ? limit 1""")) {
      query.setString(1, sessions);
      query.setString(2, sessions);
      try (var row = query.executeQuery()) {
        return row.next()
            ? "a lock%s at the destination that process %d holds (user %s, %s, %s)"
                .formatted(
                    row.getString("table") == null ? "" : " on " + row.getString("table"),
                    row.getInt("pid"),
                    row.getString("usename"),
                    row.getString("application_name"),
                    row.getString("state"))
            : null;
      }
    } catch (SQLException | SluiceException e) {
      LOG.debug("Who blocks {} is not known", sessions, e);
      return told;
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join();
    tell(null);
  }
}
