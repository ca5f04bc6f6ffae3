package io.sluice.datasource;

import org.jspecify.annotations.Nullable;

/** A registered endpoint. */
public sealed interface DataSource {
  String id();

  String name();

  String region();

  record Postgres(
      String id,
      String name,
      String region,
      String host,
      int port,
      String database,
      String username,
      Secret password,
      SslMode sslMode)
      implements DataSource {}

  /**
   * @param bootstrapServers {@code host:port[,host:port…]}
   * @param sasl how user and password are proven; null with PLAINTEXT and SSL
   */
  record Kafka(
      String id,
      String name,
      String region,
      String bootstrapServers,
      SecurityProtocol security,
      @Nullable SaslMechanism sasl,
      @Nullable String username,
      @Nullable Secret password)
      implements DataSource {}

  enum SslMode {
    DISABLE,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL
  }

  enum SecurityProtocol {
    PLAINTEXT,
    SSL,
    SASL_PLAINTEXT,
    SASL_SSL
  }

  enum SaslMechanism {
    PLAIN,
    SCRAM_SHA_256,
    SCRAM_SHA_512
  }
}
