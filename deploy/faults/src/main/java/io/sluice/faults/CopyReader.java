package io.sluice.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user of the destination database who looks all the time: the sum of balances is whole at every
 * look, checkpoints only rise, and no row's version falls (a trigger tells). Safe for any thread.
 */
final class CopyReader implements AutoCloseable {
  private static final String WATCH =
      """
      create function %1$s_watch() returns trigger language plpgsql as $$
      begin
        if new.id = old.id and new.version < old.version then
          insert into watched values ('%1$s ' || new.id || ': ' || old.version || ' -> ' || new.version);
        end if;
        return new;
      end $$
      """;

  private final Server server;
  private final String database;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean replaying;
  private final Map<String, long[]> checkpoints = new HashMap<>();
  private long looks;
  private long halves;
  private long fallen;
  private @Nullable String example;

  /** Made when the copy is complete: a half copied table has no whole sum. */
  CopyReader(Server server, String database) throws SQLException {
    this.server = server;
    this.database = database;
    server.execute(database, "create table watched (what text)");
    for (String table : new String[] {"account", "seat", "document", "scratch"}) {
      server.execute(
          database,
          WATCH.formatted(table),
          "create trigger watch before update on %1$s for each row execute function %1$s_watch()"
              .formatted(table),
          "alter table %s enable always trigger watch".formatted(table));
    }
    this.thread = Thread.ofPlatform().name("copy-reader").start(this::read);
  }

  private void read() {
    while (!stopping) {
      try (var connection = server.connect(database)) {
        while (!stopping) {
          look(connection);
          Await.pause(Duration.ofMillis(100));
        }
      } catch (SQLException e) {
        // Writers commit with synchronous_commit off: a server that crashed may have lost the last
        // moments, data and checkpoint together, and the checkpoint is behind what was seen of it.
        forgetCheckpoints();
        if (!pauseBriefly()) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static boolean pauseBriefly() {
    try {
      Await.pause(Duration.ofMillis(300));
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void look(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setQueryTimeout(10);
      try (var rows = statement.executeQuery("select sum(balance) from account")) {
        rows.next();
        sum(String.valueOf(rows.getString(1)));
      }
      try (var rows =
          // Below 0 it says that nothing was written yet, or that the tables are another's now.
          statement.executeQuery(
              "select component_id, epoch, log_offset from sluice.checkpoint where log_offset >= 0")) {
        while (rows.next()) {
          checkpoint(rows.getString(1), rows.getLong(2), rows.getLong(3));
        }
      }
    }
  }

  private synchronized void sum(String sum) {
    looks++;
    if (!sum.equals(Workload.SUM) && !replaying) {
      halves++;
      note("half a transaction was seen: the sum was " + sum);
    }
  }

  private synchronized void checkpoint(String component, long epoch, long offset) {
    var before = checkpoints.put(component, new long[] {epoch, offset});
    if (before == null || replaying) {
      return;
    }
    if (epoch < before[0] || offset < before[1]) {
      fallen++;
      note(
          "a checkpoint went back from %d/%d to %d/%d"
              .formatted(before[0], before[1], epoch, offset));
    }
  }

  private void note(String what) {
    if (example == null) {
      example = what;
    }
  }

  /** A replay writes old changes again, which is what was asked for. */
  void replaying() {
    replaying = true;
  }

  /** From now on the rules hold again. */
  void replayed() throws SQLException {
    server.execute(database, "delete from watched");
    forgetCheckpoints();
    replaying = false;
  }

  private synchronized void forgetCheckpoints() {
    checkpoints.clear();
  }

  /** Times that somebody saw what is not to be seen. */
  synchronized long halves() {
    return halves + fallen;
  }

  synchronized long looks() {
    return looks;
  }

  synchronized @Nullable String example() {
    return example;
  }

  /** Rows that went back to an older version. */
  long reordered() throws SQLException {
    return Long.parseLong(server.query(database, "select count(*) from watched"));
  }

  boolean hasMark(long id) throws SQLException {
    return server.query(database, "select 1 from journal where id = " + id).equals("1");
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join();
  }
}
