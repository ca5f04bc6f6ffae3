package io.sluice.bench;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.postgresql.PGConnection;

/** What PostgreSQL does by itself: the yardstick. */
final class Native {
  private static final byte[] END = new byte[0];

  private final Server source;
  private final Server destination;

  Native(Server source, Server destination) {
    this.source = source;
    this.destination = destination;
  }

  /**
   * Rows a second of {@code COPY … (FORMAT binary)} from source to destination, its primary key in
   * place.
   */
  double copyPipe(long rows) throws SQLException, InterruptedException {
    destination.execute("truncate bench");
    long begin = System.nanoTime();
    BlockingQueue<byte[]> pipe = new ArrayBlockingQueue<>(1024);
    var reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (var connection = source.connect()) {
                    var out =
                        connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("copy bench to stdout (format binary)");
                    for (byte[] part = out.readFromCopy();
                        part != null;
                        part = out.readFromCopy()) {
                      pipe.put(part);
                    }
                    pipe.put(END);
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try (var connection = destination.connect()) {
      var in =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy bench from stdin (format binary)");
      for (byte[] part = pipe.take(); part.length > 0; part = pipe.take()) {
        in.writeToCopy(part, 0, part.length);
      }
      in.endCopy();
    }
    reader.join();
    return rows / seconds(begin);
  }

  /** Changes a second of logical replication while it works off a backlog. */
  double drain(int changes, int old) throws SQLException, InterruptedException {
    source.execute(
        "truncate bench",
        "call rows(" + old + ")",
        "analyze bench",
        "create publication native for table bench",
        "select pg_create_logical_replication_slot('native', 'pgoutput')");
    copyOver(old);
    source.execute("call changes(" + changes + ", " + old + ", 0)");
    var end = source.query("select pg_current_wal_lsn()");
    destination.execute(
        "create subscription native connection 'host=127.0.0.1 port="
            + source.port()
            + " user=postgres password=postgres dbname=postgres' publication native"
            + " with (create_slot = false, slot_name = 'native', copy_data = false)");
    long begin = System.nanoTime();
    Await.until(
        "native replication has drained",
        () ->
            "t"
                .equals(
                    source.query(
                        "select confirmed_flush_lsn >= '"
                            + end
                            + "' from pg_replication_slots where slot_name = 'native'")));
    double rate = changes / seconds(begin);
    destination.execute("drop subscription native");
    source.execute("drop publication native");
    return rate;
  }

  /** Rows a second of one checksum over all rows, which both sides compute at the same time. */
  double checksum(long rows) throws SQLException, InterruptedException {
    var sums = new ConcurrentLinkedQueue<String>();
    long begin = System.nanoTime();
    var other = Thread.ofPlatform().start(() -> sums.add(checksum(destination)));
    sums.add(checksum(source));
    other.join();
    double rate = rows / seconds(begin);
    if (Set.copyOf(sums).size() != 1) {
      throw new IllegalStateException("the checksums differ: " + sums);
    }
    return rate;
  }

  private static String checksum(Server server) {
    try {
      return server.query(
          "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) from bench t");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void copyOver(int rows) throws SQLException, InterruptedException {
    copyPipe(rows);
    destination.execute("analyze bench");
  }

  static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
