package io.sluice.writer.verify;

import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A source under load and a destination that follows it a little later, with a checkpoint as a
 * writer moves it: what was committed at the source is done at the destination in the same order.
 */
final class Followed implements AutoCloseable {
  static final String WRITER = "w-compared";
  final Database source = PostgresFixture.database("compared_source");
  final Database destination = PostgresFixture.database("compared_destination");
  final AtomicLong transactions = new AtomicLong();
  private final BlockingQueue<Committed> log = new LinkedBlockingQueue<>();
  private volatile boolean ending;
  private volatile @Nullable Exception failed;
  private Thread writes = new Thread();
  private Thread follows = new Thread();

  private record Committed(List<String> statements, long position) {}

  /** What one transaction does. */
  interface Load {
    List<String> transaction(Random random);
  }

  Followed(String... definitions) throws SQLException {
    for (Database database : List.of(source, destination)) {
      database.execute(definitions);
    }
    try (var connection = destination.connect()) {
      Checkpoint.claim(connection, WRITER, 1, 1);
    }
  }

  void start(Load load) {
    writes = Thread.ofPlatform().start(() -> trying(() -> write(load)));
    follows = Thread.ofPlatform().start(() -> trying(this::follow));
  }

  private interface Work {
    void run() throws SQLException, InterruptedException;
  }

  private void trying(Work work) {
    try {
      work.run();
    } catch (SQLException | InterruptedException e) {
      failed = e;
      ending = true;
    }
  }

  private void write(Load load) throws SQLException, InterruptedException {
    var random = new Random(7);
    try (var connection = source.connect()) {
      while (!ending) {
        var statements = load.transaction(random);
        commit(connection, statements, null);
        log.put(new Committed(statements, position(connection)));
        transactions.incrementAndGet();
        if (transactions.get() % 5 == 0) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
      }
    }
  }

  private static long position(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void follow() throws SQLException, InterruptedException {
    try (var connection = destination.connect()) {
      while (!ending) {
        Committed next = log.poll(10, TimeUnit.MILLISECONDS);
        if (next != null) {
          // It lags.
          TimeUnit.MILLISECONDS.sleep(log.size() < 40 ? 2 : 0);
          commit(connection, next.statements(), next.position());
        }
      }
    }
  }

  private static void commit(
      Connection connection, List<String> statements, @Nullable Long position) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    if (position != null) {
      Checkpoint.advance(connection, WRITER, 1, position, position, null);
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  @Override
  public void close() throws Exception {
    ending = true;
    writes.join();
    follows.join();
    if (failed != null) {
      throw new IllegalStateException(failed);
    }
  }
}
