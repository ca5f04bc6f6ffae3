package io.sluice.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.datasource.DataSource;
import io.sluice.datasource.Secret;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PostgresPropertiesTest {
  @Test
  void the_driver_gets_the_listed_properties_and_no_others() {
    Properties properties = Postgres.properties(postgres("db", 5432, "orders", "app"), "w-1\n' x");

    assertThat(properties.stringPropertyNames())
        .containsExactlyInAnyOrder(
            "PGHOST",
            "PGPORT",
            "PGDBNAME",
            "user",
            "password",
            "sslmode",
            "sslfactory",
            "sslfactoryarg",
            "ApplicationName",
            "connectTimeout",
            "loginTimeout",
            "socketTimeout",
            "tcpKeepAlive",
            "logServerErrorDetail");
    assertThat(properties.getProperty("ApplicationName")).isEqualTo("w-1?? x");
    assertThat(properties.getProperty("sslmode")).isEqualTo("verify-full");
  }

  private static DataSource.Postgres postgres(
      String host, int port, String database, String username) {
    return new DataSource.Postgres(
        "d-1",
        "Orders",
        "default",
        host,
        port,
        database,
        username,
        new Secret("secret"),
        DataSource.SslMode.VERIFY_FULL);
  }
}
