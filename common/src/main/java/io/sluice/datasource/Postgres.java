package io.sluice.datasource;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;

/**
 * Opens connections to a registered PostgreSQL; the only place where driver properties are built.
 */
public final class Postgres {
  private Postgres() {}

  /**
   * @throws io.sluice.contract.SluiceException {@code unreachable} or AUTHENTICATION_FAILED,
   *     without driver text
   */
  public static Connection connect(
      DataSource.Postgres source,
      String applicationName,
      io.sluice.contract.ErrorCode unreachable) {
    throw new IllegalStateException("not built yet: " + source + applicationName + unreachable);
  }

  /** A pool for {@code size} connections at most; the caller closes it. */
  public static HikariDataSource pool(
      DataSource.Postgres source, String applicationName, int size) {
    throw new IllegalStateException("not built yet: " + source + applicationName + size);
  }
}
