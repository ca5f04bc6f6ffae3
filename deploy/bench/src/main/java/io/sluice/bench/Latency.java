package io.sluice.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Time from the source's commit to the destination's, by the servers' own commit timestamps. */
final class Latency {
  private static final int PER_SECOND = 200;
  private static final int SECONDS = 20;

  private final String name;
  private final int first;

  /**
   * @param name what the figures' names begin with
   * @param first id of the rows that are written for it
   */
  Latency(String name, int first) {
    this.name = name;
    this.first = first;
  }

  /**
   * Open loop: each transaction has its time, whether or not the one before it is done.
   *
   * @return the median in milliseconds
   */
  double measure(Figures figures, Server source, Server destination)
      throws SQLException, InterruptedException {
    int count = PER_SECOND * SECONDS;
    long begin = System.nanoTime();
    try (var connection = source.connect();
        var insert =
            connection.prepareStatement(
                "insert into bench (id, k, amount, name, payload) values (?, 1, 2.5, 'latency', repeat('x', 100))")) {
      for (int i = 0; i < count; i++) {
        long due = begin + i * 1_000_000_000L / PER_SECOND;
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        insert.setLong(1, first + (long) i);
        insert.executeUpdate();
      }
    }
    Await.until(
        "all rows have arrived",
        () ->
            destination
                .query("select count(*) from bench where " + written())
                .equals(String.valueOf(count)));
    var sent = commitTimes(source);
    var arrived = commitTimes(destination);
    List<Double> millis = new ArrayList<>();
    sent.forEach(
        (id, time) -> millis.add((arrived.getOrDefault(id, Long.MAX_VALUE) - time) / 1000.0));
    Collections.sort(millis);
    figures.millis(name + "_p50_at_" + PER_SECOND + "_tx", millis.get(count / 2));
    figures.millis(name + "_p95_at_" + PER_SECOND + "_tx", millis.get(count * 95 / 100));
    figures.millis(name + "_p99_at_" + PER_SECOND + "_tx", millis.get(count * 99 / 100));
    figures.millis(name + "_max_at_" + PER_SECOND + "_tx", millis.getLast());
    figures.equal(name, source.fingerprint().equals(destination.fingerprint()));
    return millis.get(count / 2);
  }

  private String written() {
    return "id between " + first + " and " + (first + PER_SECOND * SECONDS - 1);
  }

  private HashMap<Long, Long> commitTimes(Server server) throws SQLException {
    var times = new HashMap<Long, Long>();
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint from bench where "
                    + written())) {
      while (rows.next()) {
        times.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return times;
  }
}
