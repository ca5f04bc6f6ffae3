package io.sluice.bench;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Time from the source's commit to the destination's, by the servers' own commit timestamps. */
final class Latency {
  private Latency() {}

  /** Open loop: each transaction has its time, whether or not the one before it is done. */
  static void measure(
      Figures figures, Server source, Server destination, int perSecond, int seconds)
      throws SQLException, InterruptedException {
    int first = 2_000_000_000;
    int count = perSecond * seconds;
    long begin = System.nanoTime();
    try (var connection = source.connect();
        var insert =
            connection.prepareStatement(
                "insert into bench (id, k, amount, name, payload) values (?, 1, 2.5, 'latency', repeat('x', 100))")) {
      for (int i = 0; i < count; i++) {
        long due = begin + i * 1_000_000_000L / perSecond;
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
                .query("select count(*) from bench where id >= " + first)
                .equals(String.valueOf(count)));
    var sent = commitTimes(source, first);
    var arrived = commitTimes(destination, first);
    List<Double> millis = new ArrayList<>();
    sent.forEach(
        (id, time) -> millis.add((arrived.getOrDefault(id, Long.MAX_VALUE) - time) / 1000.0));
    Collections.sort(millis);
    figures.millis("latency_p50_at_" + perSecond + "_tx", millis.get(count / 2));
    figures.millis("latency_p95_at_" + perSecond + "_tx", millis.get(count * 95 / 100));
    figures.millis("latency_p99_at_" + perSecond + "_tx", millis.get(count * 99 / 100));
    figures.millis("latency_max_at_" + perSecond + "_tx", millis.getLast());
    figures.equal("latency", source.fingerprint().equals(destination.fingerprint()));
  }

  private static HashMap<Long, Long> commitTimes(Server server, int first) throws SQLException {
    var times = new HashMap<Long, Long>();
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select id, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint from bench where id >= "
                    + first)) {
      while (rows.next()) {
        times.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return times;
  }
}
