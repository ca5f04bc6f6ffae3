package io.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.Secret;
import io.sluice.embedded.EmbeddedPostgres;
import io.sluice.fixture.PostgresFixture;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresIT {
  private static final String CANARY = "canary-4711";
  private static final PostgresFixture.Database DATABASE = PostgresFixture.database("datasource");

  @Test
  void a_connection_shows_who_uses_it() throws Exception {
    try (Connection connection =
            Postgres.connect(source(DATABASE.name()), "sluice w-1", ErrorCode.SOURCE_UNREACHABLE);
        var rows =
            connection
                .createStatement()
                .executeQuery("select current_setting('application_name')")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("sluice w-1");
    }
  }

  @Test
  void a_pool_gives_connections_and_says_what_is_wrong_when_it_cannot() throws Exception {
    try (var pool = Postgres.pool(source(DATABASE.name()), "pool", 2);
        var one = pool.getConnection();
        var two = pool.getConnection()) {
      assertThat(one.isValid(1) && two.isValid(1)).isTrue();
    }
    try (var pool = Postgres.pool(source("nowhere"), "pool", 2)) {
      SQLException failure = catchThrowableOfType(SQLException.class, pool::getConnection);
      assertThat(SqlFailures.classify(failure, ErrorCode.DESTINATION_UNREACHABLE, null).failure())
          .isEqualTo(new Failure(ErrorCode.INVALID_INPUT, "SQLSTATE 3D000"));
    }
  }

  @Test
  void a_database_that_is_not_there_is_bad_input() {
    assertThat(failure(source("nowhere")).code()).isEqualTo(ErrorCode.INVALID_INPUT);
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_refused_alike() throws Exception {
    DATABASE.execute("create role careful login password 'right'");
    for (String user : List.of("careful", "nobody_datasource")) {
      assertThat(failure(source(DATABASE.host(), DATABASE.port(), user)))
          .isEqualTo(new Failure(ErrorCode.AUTHENTICATION_FAILED, "SQLSTATE 28P01"));
    }
  }

  @Test
  void a_server_that_does_not_listen_is_unreachable() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(failure(source("127.0.0.1", free, "app")).code())
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(failure(source("no-such-host.invalid", 5432, "app")).code())
        .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
  }

  @Test
  void a_server_that_takes_the_connection_and_says_nothing_is_given_up() throws Exception {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(failure(source("127.0.0.1", silent.getLocalPort(), "app")).code())
          .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    }
  }

  @Test
  void what_a_database_refuses_is_told_without_values() throws Exception {
    DATABASE.execute("create table person (id int primary key, name varchar(3))");
    DATABASE.execute("insert into person values (1, 'a')");

    assertThat(refused("insert into person values (1, 'x')"))
        .isEqualTo(
            new Failure(
                ErrorCode.CONFLICT, "SQLSTATE 23505, table public.person, constraint person_pkey"));
    assertThat(refused("insert into person values (2, '" + CANARY + "')"))
        .isEqualTo(new Failure(ErrorCode.DESTINATION_REFUSED, "SQLSTATE 22001"));
    assertThat(refused("insert into persons values (1)"))
        .isEqualTo(new Failure(ErrorCode.SCHEMA_INCOMPATIBLE, "SQLSTATE 42P01"));
    assertThat(refused("insert into person values ('" + CANARY + "', 'b')"))
        .isEqualTo(new Failure(ErrorCode.DESTINATION_REFUSED, "SQLSTATE 22P02"));
  }

  @Test
  void an_ended_session_and_a_lock_not_given_are_worth_another_try() throws Exception {
    DATABASE.execute("create table locked (id int primary key)");
    try (var holder = DATABASE.connect();
        var other = DATABASE.connect()) {
      holder.setAutoCommit(false);
      other.setAutoCommit(false);
      holder.createStatement().execute("lock table locked");
      SQLException lock =
          catchThrowableOfType(
              SQLException.class,
              () -> other.createStatement().execute("lock table locked in share mode nowait"));
      assertThat(SqlFailures.isTransient(lock)).isTrue();
      other.rollback();

      var rows = holder.createStatement().executeQuery("select pg_backend_pid()");
      rows.next();
      other.createStatement().execute("select pg_terminate_backend(" + rows.getInt(1) + ")");
      SQLException ended =
          catchThrowableOfType(
              SQLException.class, () -> holder.createStatement().execute("select 1"));
      assertThat(SqlFailures.classify(ended, ErrorCode.DESTINATION_UNREACHABLE, null).isTransient())
          .isTrue();
    }
  }

  @Test
  void a_table_that_is_rewritten_meanwhile_is_read_whole() throws Exception {
    var database = PostgresFixture.database("rewritten");
    database.execute("create table item as select generate_series(1, 100) id");
    var table = new TableName("public", "item");
    try (Connection altering = database.connect();
        Connection reading = database.connect();
        var alter = altering.createStatement()) {
      altering.setAutoCommit(false);
      alter.execute("alter table item alter id type bigint");
      var rows = CompletableFuture.supplyAsync(() -> countedIn(reading, table));
      await()
          .until(
              () -> database.query("select count(*) from pg_locks where not granted").equals("1"));
      altering.commit();
      assertThat(rows.get()).isEqualTo(100);
    }
  }

  private static long countedIn(Connection reading, TableName table) {
    try {
      ChunkSnapshot.begin(reading, table);
      try (var rows = reading.createStatement().executeQuery("select count(*) from item")) {
        rows.next();
        return rows.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_transaction_of_the_log_is_waited_for_until_others_see_it(@TempDir Path folder)
      throws Exception {
    // The server waits for a standby that never comes: durable, in the log, and yet unseen.
    var settings =
        Map.of(
            "synchronous_standby_names", "nobody", "synchronous_commit", "local", "fsync", "off");
    try (var server = EmbeddedPostgres.start(folder, 0, settings);
        var writer = DriverManager.getConnection(server.jdbcUrl("postgres"));
        var reader = DriverManager.getConnection(server.jdbcUrl("postgres"));
        var admin = DriverManager.getConnection(server.jdbcUrl("postgres"))) {
      admin.createStatement().execute("create table t (id int)");
      writer.createStatement().execute("set synchronous_commit = on");
      writer.setAutoCommit(false);
      writer.createStatement().execute("insert into t values (1)");
      long transaction = Long.parseLong(text(writer, "select pg_current_xact_id()"));
      var committed = CompletableFuture.runAsync(() -> commit(writer));
      await()
          .until(
              () ->
                  text(admin, "select count(*) from pg_stat_activity where wait_event = 'SyncRep'")
                      .equals("1"));
      assertThat(text(reader, "select count(*) from t")).isEqualTo("0");

      var seen = CompletableFuture.runAsync(() -> seen(reader, transaction));
      admin
          .createStatement()
          .execute(
              "select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
      seen.join();
      assertThat(text(reader, "select count(*) from t")).isEqualTo("1");
      committed.join();
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static void seen(Connection connection, long transaction) {
    try {
      CommitVisibility.await(connection, List.of(transaction));
    } catch (SQLException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Failure refused(String sql) throws SQLException {
    try (var connection = DATABASE.connect();
        var statement = connection.createStatement()) {
      SQLException failure = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
      return SqlFailures.classify(failure, ErrorCode.DESTINATION_UNREACHABLE, null).failure();
    }
  }

  private static Failure failure(DataSource.Postgres source) {
    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () -> Postgres.connect(source, "test", ErrorCode.SOURCE_UNREACHABLE).close());
    var trace = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(CANARY);
    return failure.failure();
  }

  private static DataSource.Postgres source(String database) {
    return new DataSource.Postgres(
        "d-1",
        "Test",
        "default",
        DATABASE.host(),
        DATABASE.port(),
        database,
        DATABASE.username(),
        new Secret(DATABASE.password()),
        DataSource.SslMode.DISABLE);
  }

  private static DataSource.Postgres source(String host, int port, String username) {
    return new DataSource.Postgres(
        "d-1",
        "Test",
        "default",
        host,
        port,
        DATABASE.name(),
        username,
        new Secret(CANARY),
        DataSource.SslMode.DISABLE);
  }
}
