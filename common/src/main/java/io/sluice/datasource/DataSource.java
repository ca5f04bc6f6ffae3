package io.sluice.datasource;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A registered endpoint. */
public sealed interface DataSource {
  String id();

  String name();

  String region();

  /**
   * Certificates of TLS, in PEM.
   *
   * @param caCertificate of whoever signed the server's, one or several; null for those that Java
   *     trusts
   * @param clientCertificate shown to the server, followed by those that lead to its authority;
   *     null for none
   * @param clientKey of the client certificate, not encrypted
   */
  record Tls(
      @Nullable String caCertificate,
      @Nullable String clientCertificate,
      @Nullable Secret clientKey) {}

  /**
   * Where a token for the brokers comes from, for the user name (the client's id) and the password
   * (its secret).
   *
   * @param tokenEndpoint a URL
   */
  record TokenSource(String tokenEndpoint, @Nullable String scope) {}

  /**
   * @param tls null with DISABLE, or when nothing is set
   */
  record Postgres(
      String id,
      String name,
      String region,
      String host,
      int port,
      String database,
      String username,
      Secret password,
      SslMode sslMode,
      @Nullable Tls tls)
      implements DataSource {
    /** Without certificates of its own. */
    public Postgres(
        String id,
        String name,
        String region,
        String host,
        int port,
        String database,
        String username,
        Secret password,
        SslMode sslMode) {
      this(id, name, region, host, port, database, username, password, sslMode, null);
    }

    Postgres withPassword(Secret other) {
      return new Postgres(id, name, region, host, port, database, username, other, sslMode, tls);
    }

    /** What a secret of it is sent to. */
    public String endpoint() {
      return host + ":" + port;
    }
  }

  /**
   * @param bootstrapServers {@code host:port[,host:port…]}
   * @param sasl how user and password are proven; null with PLAINTEXT and SSL
   * @param tls null without SSL, or when nothing is set
   * @param tokens with OAUTHBEARER, else null
   */
  record Kafka(
      String id,
      String name,
      String region,
      String bootstrapServers,
      SecurityProtocol security,
      @Nullable SaslMechanism sasl,
      @Nullable String username,
      @Nullable Secret password,
      @Nullable Tls tls,
      @Nullable TokenSource tokens)
      implements DataSource {
    /** Without certificates of its own, with user and password if any. */
    public Kafka(
        String id,
        String name,
        String region,
        String bootstrapServers,
        SecurityProtocol security,
        @Nullable SaslMechanism sasl,
        @Nullable String username,
        @Nullable Secret password) {
      this(id, name, region, bootstrapServers, security, sasl, username, password, null, null);
    }

    Kafka withPassword(Secret other) {
      return new Kafka(
          id, name, region, bootstrapServers, security, sasl, username, other, tls, tokens);
    }

    /** What the password is sent to: the brokers, or where tokens come from. */
    public String passwordEndpoint() {
      return tokens == null
          ? bootstrapServers
          : Objects.requireNonNull(URI.create(tokens.tokenEndpoint()).getAuthority());
    }
  }

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
    SCRAM_SHA_512,
    OAUTHBEARER
  }
}
