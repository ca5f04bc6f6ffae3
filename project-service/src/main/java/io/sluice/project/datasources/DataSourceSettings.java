package io.sluice.project.datasources;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSource;
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
 * @param sslMode DISABLE if left out
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
    DataSource.@Nullable SaslMechanism sasl) {

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
    Secret kept =
        before instanceof DataSource.Postgres old
                && old.host().equals(host)
                && old.port() == port
                && old.username().equals(username)
            ? old.password()
            : null;
    return new DataSource.Postgres(
        id,
        required("name", name),
        region,
        host,
        port,
        required("database", database),
        username,
        required("password", password == null ? kept : password),
        Objects.requireNonNullElse(sslMode, DataSource.SslMode.DISABLE));
  }

  private DataSource kafka(String id, String region, @Nullable DataSource before) {
    String servers = required("bootstrapServers", bootstrapServers);
    Secret kept =
        before instanceof DataSource.Kafka old
                && username != null
                && old.bootstrapServers().equals(servers)
                && Objects.equals(old.username(), username)
            ? old.password()
            : null;
    return new DataSource.Kafka(
        id,
        required("name", name),
        region,
        servers,
        Objects.requireNonNullElse(security, DataSource.SecurityProtocol.PLAINTEXT),
        sasl,
        username,
        password == null ? kept : password);
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
        sasl);
  }

  /** What may be seen of one, by name; the password is left out. */
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
      }
    }
    return settings;
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
