package io.sluice.project.datasources;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSourceRules;
import io.sluice.datasource.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A data source as a caller gives it.
 *
 * @param region where it is; {@code default} if left out
 * @param port 5432 if left out
 * @param password never given back; on an update it may be left out as long as the endpoint and the
 *     user name stay
 * @param sslMode if left out, DISABLE for this machine and VERIFY_FULL for any other
 * @param caCertificate PEM; whom to believe who the server is, if not those that Java trusts
 * @param clientCertificate PEM; shown to the server, with {@code clientKey}
 * @param clientKey PEM; never given back, and may be left out as the password may
 * @param tokenEndpoint with OAUTHBEARER, where user name and password (the client's id and secret)
 *     are exchanged for a token
 * @param scope of that token
 * @param security PLAINTEXT if left out
 */
record DataSourceSettings(
    @Nullable String name,
    DataSourceKind kind,
    @Nullable String region,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String database,
    @Nullable String username,
    @Nullable Secret password,
    DataSource.@Nullable SslMode sslMode,
    @Nullable String bootstrapServers,
    DataSource.@Nullable SecurityProtocol security,
    DataSource.@Nullable SaslMechanism sasl,
    @Nullable String caCertificate,
    @Nullable String clientCertificate,
    @Nullable Secret clientKey,
    @Nullable String tokenEndpoint,
    @Nullable String scope) {

  /**
   * @param before what is registered under this id, whose password may be kept
   * @throws SluiceException INVALID_INPUT
   */
  DataSource toDataSource(String id, @Nullable DataSource before) {
    String region = Objects.requireNonNullElse(this.region, "default");
    return switch (kind) {
      case POSTGRESQL -> {
        unused("bootstrapServers", bootstrapServers);
        unused("security", security);
        unused("sasl", sasl);
        unused("tokenEndpoint", tokenEndpoint);
        unused("scope", scope);
        yield postgres(id, region, before);
      }
      case KAFKA -> {
        unused("host", host);
        unused("port", port);
        unused("database", database);
        unused("sslMode", sslMode);
        yield kafka(id, region, before);
      }
    };
  }

  private DataSource postgres(String id, String region, @Nullable DataSource before) {
    String host = required("host", this.host);
    int port = Objects.requireNonNullElse(this.port, 5432);
    String username = required("username", this.username);
    DataSource.Postgres same =
        before instanceof DataSource.Postgres old && old.host().equals(host) && old.port() == port
            ? old
            : null;
    Secret kept = same != null && same.username().equals(username) ? same.password() : null;
    return new DataSource.Postgres(
        id,
        required("name", name),
        region,
        host,
        port,
        required("database", database),
        username,
        required("password", password == null ? kept : password),
        sslMode == null
            ? (DataSourceRules.isLoopback(host)
                ? DataSource.SslMode.DISABLE
                : DataSource.SslMode.VERIFY_FULL)
            : sslMode,
        tls(same == null ? null : same.tls()));
  }

  private DataSource kafka(String id, String region, @Nullable DataSource before) {
    String servers = required("bootstrapServers", bootstrapServers);
    var tokens = tokenEndpoint == null ? null : new DataSource.TokenSource(tokenEndpoint, scope);
    DataSource.Kafka same =
        before instanceof DataSource.Kafka old && old.bootstrapServers().equals(servers)
            ? old
            : null;
    Secret kept =
        same != null
                && username != null
                && Objects.equals(same.username(), username)
                && Objects.equals(same.tokens(), tokens)
            ? same.password()
            : null;
    if (tokens == null) {
      unused("scope", scope);
    }
    return new DataSource.Kafka(
        id,
        required("name", name),
        region,
        servers,
        Objects.requireNonNullElse(security, DataSource.SecurityProtocol.PLAINTEXT),
        sasl,
        username,
        password == null ? kept : password,
        tls(same == null ? null : same.tls()),
        tokens);
  }

  /**
   * @param before of the same endpoint, whose key may be kept with its certificate
   */
  private DataSource.@Nullable Tls tls(DataSource.@Nullable Tls before) {
    Secret key =
        clientKey == null
                && clientCertificate != null
                && before != null
                && clientCertificate.equals(before.clientCertificate())
            ? before.clientKey()
            : clientKey;
    return caCertificate == null && clientCertificate == null && key == null
        ? null
        : new DataSource.Tls(caCertificate, clientCertificate, key);
  }

  /** With this name, unless it has one. */
  DataSourceSettings named(String otherwise) {
    return new DataSourceSettings(
        Objects.requireNonNullElse(name, otherwise),
        kind,
        region,
        host,
        port,
        database,
        username,
        password,
        sslMode,
        bootstrapServers,
        security,
        sasl,
        caCertificate,
        clientCertificate,
        clientKey,
        tokenEndpoint,
        scope);
  }

  /** What may be seen of one, by name; password and key are left out. */
  static Map<String, String> visible(DataSource source) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("region", source.region());
    switch (source) {
      case DataSource.Postgres postgres -> {
        settings.put("kind", DataSourceKind.POSTGRESQL.name());
        settings.put("host", postgres.host());
        settings.put("port", String.valueOf(postgres.port()));
        settings.put("database", postgres.database());
        settings.put("username", postgres.username());
        settings.put("sslMode", postgres.sslMode().name());
        visible(postgres.tls(), settings);
      }
      case DataSource.Kafka kafka -> {
        settings.put("kind", DataSourceKind.KAFKA.name());
        settings.put("bootstrapServers", kafka.bootstrapServers());
        settings.put("security", kafka.security().name());
        if (kafka.sasl() != null) {
          settings.put("sasl", kafka.sasl().name());
        }
        if (kafka.username() != null) {
          settings.put("username", kafka.username());
        }
        if (kafka.tokens() != null) {
          settings.put("tokenEndpoint", kafka.tokens().tokenEndpoint());
          if (kafka.tokens().scope() != null) {
            settings.put("scope", kafka.tokens().scope());
          }
        }
        visible(kafka.tls(), settings);
      }
    }
    return settings;
  }

  private static void visible(DataSource.@Nullable Tls tls, Map<String, String> settings) {
    if (tls != null && tls.caCertificate() != null) {
      settings.put("caCertificate", tls.caCertificate());
    }
    if (tls != null && tls.clientCertificate() != null) {
      settings.put("clientCertificate", tls.clientCertificate());
    }
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new SluiceException(ErrorCode.INVALID_INPUT, "the field '" + field + "' is required");
    }
    return value;
  }

  private void unused(String field, @Nullable Object value) {
    if (value != null) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the field '" + field + "' has no use for kind " + kind);
    }
  }
}
