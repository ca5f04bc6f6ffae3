package io.sluice.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server as a child process, on the loopback interface, with the user {@code
 * postgres}. Durable: it syncs, unlike the library's own default, which is made for tests.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

  private static final String PASSWORD = "postgres";

  private final String password;

  /** Nobody is let in without the password, not even from this machine. */
  private static final String ACCESS =
      """
      local all all scram-sha-256
      host all all 127.0.0.1/32 scram-sha-256
      host replication all 127.0.0.1/32 scram-sha-256
      """;

  private EmbeddedPostgres(
      io.zonky.test.db.postgres.embedded.EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  /** With the password {@code postgres}. */
  public static EmbeddedPostgres start(Path directory, int port, Map<String, String> settings) {
    return start(directory, port, settings, PASSWORD);
  }

  /**
   * Starts a server and returns when it accepts clients.
   *
   * @param directory its data, made when it is empty; a server that a killed process left running
   *     there is ended first
   * @param port or 0 for a free one
   * @param settings lines of postgresql.conf on top of the usual ones
   * @param password of its administrator: letters, digits, dashes and underscores; the same as when
   *     the directory was made
   */
  public static EmbeddedPostgres start(
      Path directory, int port, Map<String, String> settings, String password) {
    try {
      Files.createDirectories(directory);
      endLeftover(directory);
      var builder =
          io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setOverrideWorkingDirectory(binaries().toFile())
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setErrorRedirector(Redirect.DISCARD)
              .setOutputRedirector(Redirect.DISCARD)
              .setConnectConfig("password", password)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("wal_level", "logical")
              .setServerConfig("max_wal_senders", "30")
              .setServerConfig("max_replication_slots", "30")
              .setServerConfig("max_connections", "200")
              .setServerConfig("max_wal_size", "2GB");
      settings.forEach(builder::setServerConfig);
      var server = builder.setPort(port == 0 ? FreePort.find() : port).start();
      var postgres = new EmbeddedPostgres(server, password);
      postgres.askForPasswords(directory.resolve("pg_hba.conf"));
      return postgres;
    } catch (SQLException e) {
      throw new IllegalStateException("the embedded PostgreSQL let its administrator not in", e);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not start", e);
    }
  }

  /** A new server trusts everybody until this is done. */
  private void askForPasswords(Path rules) throws IOException, SQLException {
    if (Files.readString(rules).equals(ACCESS)) {
      return;
    }
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      // What servers before 14 do not do by themselves.
      statement.execute("set password_encryption = 'scram-sha-256'");
      statement.execute("alter role postgres password '" + password + "'");
      Files.writeString(rules, ACCESS);
      statement.execute("select pg_reload_conf()");
    }
  }

  /**
   * Unpacked once for all processes of this user; the library's default depends on who starts it.
   */
  private static Path binaries() throws IOException {
    return Files.createDirectories(
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "sluice-postgres-" + System.getProperty("user.name")));
  }

  private static void endLeftover(Path directory) throws IOException {
    var pidFile = directory.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().trim());
    var leftover =
        ProcessHandle.of(pid)
            .filter(
                process ->
                    process.info().command().filter(c -> c.endsWith("postgres")).isPresent());
    if (leftover.isPresent()) {
      leftover.get().destroy();
      try {
        leftover.get().onExit().get(5, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        leftover.get().destroyForcibly();
        leftover.get().onExit().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    Files.deleteIfExists(pidFile);
  }

  public int port() {
    return server.getPort();
  }

  /** For this server's administrator; to a database that exists. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:"
        + port()
        + "/"
        + database
        + "?user=postgres&password="
        + password;
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL did not stop", e);
    }
  }
}
