package io.sluice.faults;

import io.sluice.embedded.EmbeddedPostgres;
import io.sluice.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that may be crashed and started again, at the same place. */
final class Server implements AutoCloseable {
  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "64MB", "max_connections", "100");

  private Path directory;
  private volatile int port = FreePort.find();
  private volatile EmbeddedPostgres postgres;
  private @Nullable Server standby;
  private @Nullable Network toStandby;

  Server(Path directory) {
    this.directory = directory;
    this.postgres = EmbeddedPostgres.start(directory, port, SETTINGS);
  }

  private Server(Path directory, Map<String, String> settings) {
    this.directory = directory;
    this.postgres = EmbeddedPostgres.start(directory, port, settings);
  }

  int port() {
    return port;
  }

  /**
   * Crashes it and starts it again with a standby beside it that keeps its slots.
   *
   * @param waited true when nothing is told to readers of slots before the standby has it
   */
  void addStandby(boolean waited) throws InterruptedException, IOException, SQLException {
    toStandby = new Network(this::port);
    var beside = directory.resolveSibling(directory.getFileName() + "-standby");
    execute("postgres", "select pg_create_physical_replication_slot('standby')");
    crash();
    copy(directory, beside);
    Files.createFile(beside.resolve("standby.signal"));
    start();
    var settings = new HashMap<>(SETTINGS);
    settings.put("hot_standby_feedback", "on");
    settings.put("sync_replication_slots", "on");
    settings.put("primary_slot_name", "standby");
    settings.put(
        "primary_conninfo",
        "'host=127.0.0.1 port=%d user=postgres password=postgres dbname=postgres'"
            .formatted(toStandby.port()));
    standby = new Server(beside, settings);
    if (waited) {
      execute(
          "postgres",
          "alter system set synchronized_standby_slots = 'standby'",
          "select pg_reload_conf()");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        var name = from.relativize(path);
        // The standby makes the slots itself, and takes others of their names for somebody else's.
        if (!name.startsWith("pg_replslot") || name.getNameCount() == 1) {
          Files.copy(path, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  Server standby() {
    return Objects.requireNonNull(standby);
  }

  /** From now on what is committed here does not reach the standby. */
  void cutStandbyOff() throws IOException {
    Objects.requireNonNull(toStandby).close();
  }

  /** This server is gone for good; from now on its standby is it, at another port. */
  void failOver() throws InterruptedException, IOException, SQLException {
    var promoted = standby();
    crash();
    promoted.execute("postgres", "select pg_promote()");
    directory = promoted.directory;
    postgres = promoted.postgres;
    port = promoted.port;
    standby = null;
    cutStandbyOff();
  }

  /** Ends it without a shutdown checkpoint, as a power failure would: it will have to recover. */
  void crash() throws InterruptedException {
    try {
      long pid =
          Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().trim());
      Child.signal(pid, "QUIT");
      Await.until(
          "the server is gone",
          Duration.ofSeconds(30),
          () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
      // Finds nothing to stop; gives back the lock that this process has on the folder.
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    postgres = EmbeddedPostgres.start(directory, port, SETTINGS);
  }

  String jdbcUrl(String database) {
    return postgres.jdbcUrl(database);
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database) + "&connectTimeout=5&socketTimeout=120");
  }

  void execute(String database, String... statements) throws SQLException {
    try (var connection = connect(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String query(String database, String sql) throws SQLException {
    try (var connection = connect(database);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  @Override
  public void close() throws IOException {
    if (standby != null) {
      standby.close();
    }
    if (toStandby != null) {
      toStandby.close();
    }
    postgres.close();
  }
}
