package io.sluice.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sluice.contract.ErrorCode;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSourceRules;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to a registered PostgreSQL; the only place where driver properties are built.
 * Nothing a user gave is ever part of a URL: each field is checked and becomes one property.
 *
 * <p>A statement that stays silent for more than five minutes is taken for a dead connection; who
 * expects more (building an index) calls {@link Connection#setNetworkTimeout} first.
 */
public final class Postgres {
  // The driver reads all else from the properties when the URL is empty.
  private static final String URL = "jdbc:postgresql://";
  private static final int CONNECT_SECONDS = 5;
  private static final int LOGIN_SECONDS = 10;
  private static final int SILENT_SECONDS = 300;
  private static final int LONGEST_APPLICATION_NAME = 63;

  private Postgres() {}

  /**
   * @param applicationName how the connection shows in {@code pg_stat_activity}
   * @param unreachable SOURCE_UNREACHABLE or DESTINATION_UNREACHABLE
   * @throws io.sluice.contract.SluiceException {@code unreachable}, AUTHENTICATION_FAILED,
   *     PRIVILEGE_MISSING, or INVALID_INPUT when there is no such database; without driver text
   */
  public static Connection connect(
      DataSource.Postgres source, String applicationName, ErrorCode unreachable) {
    try {
      return open(properties(source, applicationName));
    } catch (SQLException e) {
      throw SqlFailures.classify(e, unreachable, null);
    }
  }

  /**
   * A session in replication mode; such sessions are made at sources only.
   *
   * @throws io.sluice.contract.SluiceException as {@link #connect}
   */
  static Connection replication(DataSource.Postgres source, String applicationName) {
    Properties properties = properties(source, applicationName);
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
    try {
      return open(properties);
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
  }

  /**
   * A pool of {@code size} connections at most, opened when first needed; the caller closes it. Its
   * {@code getConnection} throws after five seconds: {@link SqlFailures} says what that means.
   */
  public static HikariDataSource pool(
      DataSource.Postgres source, String applicationName, int size) {
    var config = new HikariConfig();
    config.setDataSource(new CheckedConnections(properties(source, applicationName)));
    config.setPoolName(applicationName);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setIdleTimeout(60_000);
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  static Connection open(Properties properties) throws SQLException {
    Connection connection = new Driver().connect(URL, properties);
    if (connection == null) {
      throw new IllegalStateException("the driver did not take its own URL");
    }
    return connection;
  }

  static Properties properties(DataSource.Postgres source, String applicationName) {
    DataSourceRules.check(source);
    var properties = new Properties();
    PGProperty.PG_HOST.set(properties, source.host());
    PGProperty.PG_PORT.set(properties, source.port());
    PGProperty.PG_DBNAME.set(properties, source.database());
    PGProperty.USER.set(properties, source.username());
    PGProperty.PASSWORD.set(properties, source.password().reveal(source.endpoint()));
    properties.putAll(TlsSocketFactory.settings(source));
    PGProperty.APPLICATION_NAME.set(properties, plain(applicationName));
    PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(properties, LOGIN_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(properties, SILENT_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    // Keeps values of rows out of exception messages.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    return properties;
  }

  private static String plain(String applicationName) {
    String plain = applicationName.replaceAll("[^A-Za-z0-9 ._:/-]", "?");
    return plain.substring(0, Math.min(plain.length(), LONGEST_APPLICATION_NAME));
  }
}
