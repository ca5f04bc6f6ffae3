package io.sluice.bench;

import io.sluice.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** One of the two databases that are measured, tuned as the yardstick's are. */
final class Server implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  Server(Path directory) {
    this.postgres =
        EmbeddedPostgres.start(
            directory,
            0,
            Map.of(
                "shared_buffers", "512MB", "max_wal_size", "8GB", "track_commit_timestamp", "on"));
  }

  int port() {
    return postgres.port();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl("postgres"));
  }

  void execute(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String query(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** The workload's table and procedures; its table is made anew. */
  void workload() throws SQLException {
    try (InputStream file = Server.class.getResourceAsStream("/workload.sql")) {
      if (file == null) {
        throw new IllegalStateException("workload.sql is not in the jar");
      }
      execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same for two servers exactly when their tables are equal. */
  String fingerprint() throws SQLException {
    return query(
        "select count(*) || ' ' || coalesce(sum(hashtextextended(b::text, 0)), 0) from bench b");
  }

  @Override
  public void close() {
    postgres.close();
  }
}
