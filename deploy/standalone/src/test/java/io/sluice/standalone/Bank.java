package io.sluice.standalone;

import io.sluice.fixture.PostgresFixture.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The source of the stories: a bank whose money is conserved, written to in every way a log can
 * tell of.
 */
final class Bank implements AutoCloseable {
  static final List<String> TABLES = List.of("account", "transfer", "document");
  private static final int ACCOUNTS = 40_000;

  private final Database database;
  private final Random random;
  private final AtomicLong transactions = new AtomicLong();
  private @Nullable Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable SQLException failure;

  Bank(Database database, long seed) throws SQLException {
    this.database = database;
    this.random = new Random(seed);
    database.execute(
        """
        create table account (id bigint primary key, owner text not null, balance numeric(14,2) not null,
          opened timestamptz not null default now())
        """,
        "create table transfer (id bigint primary key, from_id bigint, to_id bigint, amount numeric(14,2), at timestamptz default now())",
        "create table document (name text primary key, body text, version int not null default 0)",
        // StoredAggregate outside the page and uncompressed, so that an update of another column
        // leaves it out
        // of the log.
        "alter table document alter column body set storage external",
        "insert into account select i, 'owner ' || i, 1000 from generate_series(1, "
            + ACCOUNTS
            + ") i",
        "insert into transfer select i, 1 + i % 1000, 1 + i % 999, 0 from generate_series(1, 58000) i",
        "insert into document select 'doc ' || i, repeat(md5(i::text), 100), 0 from generate_series(1, 2000) i");
  }

  long transactions() {
    return transactions.get();
  }

  /** Writes some transactions a second until stopped. */
  void open(int perSecond) {
    stopping = false;
    thread =
        Thread.ofPlatform()
            .name("bank")
            .start(
                () -> {
                  try (var connection = database.connect()) {
                    connection.setAutoCommit(false);
                    long next = System.nanoTime();
                    while (!stopping) {
                      transaction(connection);
                      next += 1_000_000_000L / perSecond;
                      LockSupport.parkNanos(next - System.nanoTime());
                    }
                  } catch (SQLException e) {
                    failure = e;
                  }
                });
  }

  /** Writes so many transactions as fast as it can. */
  void write(int count) throws SQLException {
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        transaction(connection);
      }
    }
  }

  private void transaction(Connection connection) throws SQLException {
    long number = 1_000_000 + transactions.incrementAndGet();
    int from = 1 + random.nextInt(ACCOUNTS);
    int to = 1 + random.nextInt(ACCOUNTS);
    int amount = random.nextInt(100);
    try (var statement = connection.createStatement()) {
      statement.execute("update account set balance = balance - " + amount + " where id = " + from);
      statement.execute("update account set balance = balance + " + amount + " where id = " + to);
      statement.execute(
          "insert into transfer values (" + number + ", " + from + ", " + to + ", " + amount + ")");
      switch (random.nextInt(10)) {
        case 0 ->
            statement.execute("delete from transfer where id = " + (1 + random.nextInt(58000)));
        case 1 ->
            statement.execute(
                "update document set version = version + 1 where name = 'doc "
                    + (1 + random.nextInt(1000))
                    + "'");
        case 2 ->
            statement.execute(
                "update document set name = name || '''' where name = 'doc "
                    + (1001 + random.nextInt(1000))
                    + "'");
        case 3 ->
            statement.execute(
                "update transfer set id = id + 10000000 where id = " + (1 + random.nextInt(58000)));
        case 4 ->
            statement.execute(
                "insert into document values ('new " + number + "', repeat('€', 3000), 1)");
        default -> {}
      }
      if (random.nextInt(50) == 0) {
        connection.rollback();
      } else {
        connection.commit();
      }
    }
  }

  /** Stops writing; everything that was begun is committed. */
  @Override
  public void close() {
    stopping = true;
    var writing = thread;
    if (writing != null) {
      try {
        writing.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread = null;
    }
    if (failure != null) {
      throw new IllegalStateException("the bank could not write", failure);
    }
  }

  /** Count and order-independent checksum of each table. */
  static String fingerprint(Database database) throws SQLException {
    var text = new StringBuilder();
    for (String table : TABLES) {
      text.append(table)
          .append(' ')
          .append(
              database.query(
                  "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from "
                      + table
                      + " t"))
          .append('\n');
    }
    return text.toString();
  }
}
