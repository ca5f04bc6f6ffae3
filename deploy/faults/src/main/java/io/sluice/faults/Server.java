package io.sluice.faults;

import io.sluice.embedded.EmbeddedPostgres;
import io.sluice.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A PostgreSQL server that may be crashed and started again, at the same place. */
final class Server implements AutoCloseable {
  private static final Map<String, String> SETTINGS =
      Map.of("shared_buffers", "64MB", "max_connections", "100");

  private final Path directory;
  private final int port = FreePort.find();
  private EmbeddedPostgres postgres;

  Server(Path directory) {
    this.directory = directory;
    this.postgres = EmbeddedPostgres.start(directory, port, SETTINGS);
  }

  int port() {
    return port;
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
  public void close() {
    postgres.close();
  }
}
