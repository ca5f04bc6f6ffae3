package io.sluice.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes to a source in every way that a log can tell of. The sum of all balances never changes;
 * each changed row gets a version that is higher than any before; each transaction's last change is
 * a row of {@code journal}. Outlives the source's absence.
 */
final class Workload implements AutoCloseable {
  /** Each with its key column; all have a version but the journal, whose rows never change. */
  static final List<String> TABLES = List.of("account", "seat", "document", "scratch", "journal");

  static final int ACCOUNTS = 5_000;
  static final String SUM = ACCOUNTS + "000.00";
  private static final int SEATS = 400;
  private static final int DOCUMENTS = 300;
  private static final int WRITERS = 2;
  private static final String VERSION = "version = nextval('version')";

  private final Server server;
  private final String database;
  private final long seed;
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong journal = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile int perSecond;
  private volatile boolean truncating;
  private volatile boolean stopping;

  Workload(Server server, String database, long seed) throws SQLException {
    this.server = server;
    this.database = database;
    this.seed = seed;
    server.execute(
        database,
        "create sequence version cache 1",
        "create table account (id bigint primary key, owner text not null, balance numeric(14,2) not null, version bigint not null)",
        "create table seat (id bigint primary key, place int not null unique, version bigint not null)",
        "create table document (id text primary key, title text, body text, version bigint not null)",
        "create table scratch (id bigint primary key, body text, at timestamptz not null default clock_timestamp(), version bigint not null)",
        "create table journal (id bigint primary key, note text)",
        // Outside the page and uncompressed: an update of another column leaves it out of the log.
        "alter table document alter column body set storage external",
        "insert into account select i, 'owner ' || i, 1000, nextval('version') from generate_series(1, "
            + ACCOUNTS
            + ") i",
        "insert into seat select i, i, nextval('version') from generate_series(1, " + SEATS + ") i",
        "insert into document select 'doc ' || i, 'title', repeat(md5(i::text), 100), nextval('version') from generate_series(1, "
            + DOCUMENTS
            + ") i");
  }

  /** So many rows more to be copied, in the table that is never looked at one by one. */
  void grow(int rows) throws SQLException {
    server.execute(
        database,
        "insert into scratch select -i, repeat('x', 200), now(), nextval('version') from generate_series(1, "
            + rows
            + ") i");
  }

  /** From now on: a table that is truncated while it is copied to topics is a coded stop. */
  void truncateToo() {
    truncating = true;
  }

  /** Changes committed until now. */
  long changes() {
    return committed.get();
  }

  void open(int transactionsPerSecond) {
    perSecond = transactionsPerSecond;
    if (threads.isEmpty()) {
      for (int i = 0; i < WRITERS; i++) {
        var random = new Random(seed * WRITERS + i);
        threads.add(Thread.ofPlatform().name("workload-" + i).start(() -> write(random)));
      }
    }
  }

  private void write(Random random) {
    while (!stopping) {
      try (var connection = server.connect(database)) {
        connection.setAutoCommit(false);
        while (!stopping) {
          transaction(connection, random);
          Await.pause(Duration.ofNanos(WRITERS * 1_000_000_000L / perSecond));
          if (random.nextInt(500) == 0) {
            Await.pause(Duration.ofMillis(random.nextInt(2_500)));
          }
        }
      } catch (SQLException e) {
        pauseBriefly();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pauseBriefly() {
    try {
      Await.pause(Duration.ofMillis(200));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transaction(Connection connection, Random random) throws SQLException {
    try (var statement = connection.createStatement()) {
      int changes = 0;
      for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
        changes += part(statement, random);
      }
      if (random.nextInt(40) == 0) {
        statement.execute("savepoint half");
        part(statement, random);
        statement.execute("rollback to half");
      }
      statement.execute("insert into journal values (" + journal.incrementAndGet() + ", 'ok')");
      if (random.nextInt(25) == 0) {
        connection.rollback();
      } else {
        connection.commit();
        committed.addAndGet(changes + 1);
      }
    } catch (SQLException e) {
      // The two writers may have met in a deadlock; what has an end of its own is tried again.
      if (!"40P01".equals(e.getSQLState()) && !"23505".equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback();
    }
  }

  private int part(Statement statement, Random random) throws SQLException {
    return switch (random.nextInt(20)) {
      case 0, 1 -> swapPlaces(statement, random);
      case 2 -> swapKeys(statement, random);
      case 3, 4 ->
          statement.executeUpdate(
              "update document set title = title || 'é', %s where id = 'doc %d'"
                  .formatted(VERSION, 1 + random.nextInt(DOCUMENTS)));
      case 5 ->
          statement.executeUpdate(
              "update document set body = repeat('%s€', %d), title = null, %s where id = 'doc %d'"
                  .formatted(
                      Integer.toHexString(random.nextInt()),
                      random.nextInt(900),
                      VERSION,
                      1 + random.nextInt(DOCUMENTS)));
      case 6 -> rename(statement, random);
      case 7, 8, 9 ->
          statement.executeUpdate(
              "insert into scratch values (nextval('version'), null, now(), nextval('version'))");
      case 10 ->
          statement.executeUpdate(
              "delete from scratch where id = (select min(id) from scratch where id > 0)");
      case 11 ->
          statement.executeUpdate(
              "update scratch set id = nextval('version'), %s where id = (select max(id) from scratch)"
                  .formatted(VERSION));
      case 12 -> random.nextInt(30) == 0 ? large(statement, random) : transfer(statement, random);
      case 13 ->
          random.nextInt(100) == 0 && truncating
              ? truncate(statement)
              : transfer(statement, random);
      default -> transfer(statement, random);
    };
  }

  private static int transfer(Statement statement, Random random) throws SQLException {
    int amount = random.nextInt(100);
    int from = 1 + random.nextInt(ACCOUNTS);
    int to = 1 + random.nextInt(ACCOUNTS);
    return statement.executeUpdate(
            "update account set balance = balance - %d, %s where id = %d"
                .formatted(amount, VERSION, from))
        + statement.executeUpdate(
            "update account set balance = balance + %d, %s where id = %d"
                .formatted(amount, VERSION, to));
  }

  private static int swapPlaces(Statement statement, Random random) throws SQLException {
    int one = 1 + random.nextInt(SEATS);
    int other = 1 + random.nextInt(SEATS);
    return one == other ? 0 : swap(statement, "place", one, other, -one);
  }

  private static int swapKeys(Statement statement, Random random) throws SQLException {
    int one = 1 + random.nextInt(SEATS);
    int other = 1 + random.nextInt(SEATS);
    return one == other ? 0 : swap(statement, "id", one, other, -one);
  }

  private static int swap(Statement statement, String column, int one, int other, int between)
      throws SQLException {
    var update = "update seat set %s = %d, " + VERSION + " where %s = %d";
    return statement.executeUpdate(update.formatted(column, between, column, one))
        + statement.executeUpdate(update.formatted(column, one, column, other))
        + statement.executeUpdate(update.formatted(column, other, column, between));
  }

  /** There and back, so that the row is found again; its body is not in the log. */
  private static int rename(Statement statement, Random random) throws SQLException {
    int document = 1 + random.nextInt(DOCUMENTS);
    int changed = 0;
    for (String names :
        List.of("'was %1$d' where id = 'doc %1$d'", "'doc %1$d' where id = 'was %1$d'")) {
      changed +=
          statement.executeUpdate(
              ("update document set " + VERSION + ", id = " + names).formatted(document));
    }
    return changed;
  }

  private static int large(Statement statement, Random random) throws SQLException {
    return statement.executeUpdate(
        "insert into scratch select nextval('version'), repeat('large', 40), now(), nextval('version') from generate_series(1, %d)"
            .formatted(500 + random.nextInt(1500)));
  }

  private static int truncate(Statement statement) throws SQLException {
    statement.execute("truncate scratch");
    return 1;
  }

  /** Alters tables and changes their rows in one transaction. */
  void alter(String... statements) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int changed = 0;
      for (String sql : statements) {
        changed += statement.executeUpdate(sql.replace("VERSION", VERSION));
      }
      statement.execute("insert into journal values (" + journal.incrementAndGet() + ", 'alter')");
      connection.commit();
      committed.addAndGet(changed + 1L);
    }
  }

  /** One large transaction; rolled back when it is not to be seen. */
  void huge(int rows, boolean seen) throws SQLException {
    try (var connection = server.connect(database);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(
          "insert into scratch select nextval('version'), repeat('huge', 25), now(), nextval('version') from generate_series(1, "
              + rows
              + ")");
      statement.execute("insert into journal values (" + journal.incrementAndGet() + ", 'huge')");
      if (seen) {
        connection.commit();
        committed.addAndGet(rows + 1L);
      } else {
        connection.rollback();
      }
    }
  }

  /** Transactions that are open at the same time and end in another order than they began. */
  void interleaved(int count) throws SQLException {
    var open = new ArrayList<Connection>();
    try {
      for (int i = 0; i < count; i++) {
        var connection = server.connect(database);
        open.add(connection);
        connection.setAutoCommit(false);
      }
      for (int round = 0; round < 4; round++) {
        for (Connection connection : open) {
          try (var statement = connection.createStatement()) {
            statement.execute(
                "insert into scratch values (nextval('version'), 'interleaved', now(), nextval('version'))");
          }
        }
        for (Connection connection : open.reversed()) {
          try (var statement = connection.createStatement()) {
            statement.execute(
                "insert into journal values (" + journal.incrementAndGet() + ", 'ok')");
          }
          connection.commit();
          committed.addAndGet(2);
        }
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  /** Commits a row of the journal and says which: where it is, everything before it is. */
  long mark() throws SQLException {
    long id = journal.incrementAndGet();
    server.execute(database, "insert into journal values (" + id + ", 'mark')");
    committed.incrementAndGet();
    return id;
  }

  /** Stops writing; what was begun has been committed or never will be. */
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    threads.clear();
  }
}
