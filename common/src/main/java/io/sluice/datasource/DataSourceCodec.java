package io.sluice.datasource;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A data source as it lies on {@code sluice.datasources}: JSON, its password sealed. A sealed
 * password opens only together with the endpoint it was given for, so that nobody who can write to
 * the topic can have it sent to a server of his own.
 */
public final class DataSourceCodec {
  /** With the key sealed. */
  private record StoredTls(
      @Nullable String caCertificate,
      @Nullable String clientCertificate,
      @Nullable String clientKey) {}

  private sealed interface Stored {
    record Postgres(
        String id,
        String name,
        String region,
        String host,
        int port,
        String database,
        String username,
        String password,
        DataSource.SslMode sslMode,
        @Nullable StoredTls tls)
        implements Stored {}

    record Kafka(
        String id,
        String name,
        String region,
        String bootstrapServers,
        DataSource.SecurityProtocol security,
        DataSource.@Nullable SaslMechanism sasl,
        @Nullable String username,
        @Nullable String password,
        @Nullable StoredTls tls,
        DataSource.@Nullable TokenSource tokens)
        implements Stored {}
  }

  private static final Pattern SEALED = Pattern.compile("\"v1\\.([0-9a-f]{8})\\.");

  private final SealingKey key;

  public DataSourceCodec(SealingKey key) {
    this.key = key;
  }

  /** The record's value; its key is the data source's id. A deleted one is a null value. */
  public byte[] write(DataSource source) {
    DataSourceRules.check(source);
    Stored stored =
        switch (source) {
          case DataSource.Postgres p ->
              new Stored.Postgres(
                  p.id(),
                  p.name(),
                  p.region(),
                  p.host(),
                  p.port(),
                  p.database(),
                  p.username(),
                  key.seal(p.password().given(), about(p)),
                  p.sslMode(),
                  seal(p.tls(), aboutKey(p.id(), p.endpoint())));
          case DataSource.Kafka k ->
              new Stored.Kafka(
                  k.id(),
                  k.name(),
                  k.region(),
                  k.bootstrapServers(),
                  k.security(),
                  k.sasl(),
                  k.username(),
                  k.password() == null ? null : key.seal(k.password().given(), about(k)),
                  seal(k.tls(), aboutKey(k.id(), k.bootstrapServers())),
                  k.tokens());
        };
    return Json.write(stored, Stored.class);
  }

  /**
   * @throws SluiceException INVALID_INPUT when it is not a data source, or its password cannot be
   *     opened
   */
  public DataSource read(byte[] json) {
    return switch (parse(json)) {
      case Stored.Postgres p -> {
        var bare =
            new DataSource.Postgres(
                p.id(),
                p.name(),
                p.region(),
                p.host(),
                p.port(),
                p.database(),
                p.username(),
                new Secret(""),
                p.sslMode(),
                open(p.tls(), aboutKey(p.id(), p.host() + ":" + p.port())));
        yield bare.withPassword(open(p.password(), about(bare)));
      }
      case Stored.Kafka k -> {
        var bare =
            new DataSource.Kafka(
                k.id(),
                k.name(),
                k.region(),
                k.bootstrapServers(),
                k.security(),
                k.sasl(),
                k.username(),
                null,
                open(k.tls(), aboutKey(k.id(), k.bootstrapServers())),
                k.tokens());
        yield k.password() == null || k.username() == null
            ? bare
            : bare.withPassword(open(k.password(), about(bare)));
      }
    };
  }

  private @Nullable StoredTls seal(DataSource.@Nullable Tls tls, String about) {
    return tls == null
        ? null
        : new StoredTls(
            tls.caCertificate(),
            tls.clientCertificate(),
            tls.clientKey() == null ? null : key.seal(tls.clientKey().given(), about));
  }

  private DataSource.@Nullable Tls open(@Nullable StoredTls tls, String about) {
    return tls == null
        ? null
        : new DataSource.Tls(
            tls.caCertificate(),
            tls.clientCertificate(),
            tls.clientKey() == null ? null : open(tls.clientKey(), about));
  }

  /** Whether all that is sealed in it is so under the key that seals now. */
  public boolean isSealedAfresh(byte[] json) {
    var sealed = SEALED.matcher(new String(json, UTF_8));
    while (sealed.find()) {
      if (!sealed.group(1).equals(key.id())) {
        return false;
      }
    }
    return true;
  }

  private static Stored parse(byte[] json) {
    try {
      Stored stored = Json.LENIENT.readValue(json, Stored.class);
      if (stored != null) {
        return stored;
      }
    } catch (JacksonException e) {
      // Answered below, without the cause: it may quote the text around the place.
    }
    throw new SluiceException(ErrorCode.INVALID_INPUT, "the record is not a data source");
  }

  private Secret open(String sealed, String about) {
    return new Secret(key.open(sealed, about));
  }

  private static String about(DataSource.Postgres source) {
    return about(source.id(), source.endpoint(), source.username());
  }

  /** A secret for a token endpoint opens for that one alone. */
  private static String about(DataSource.Kafka source) {
    String username = Objects.requireNonNull(source.username());
    String about = about(source.id(), source.bootstrapServers(), username);
    return source.tokens() == null ? about : about + "\n" + source.tokens().tokenEndpoint();
  }

  private static String aboutKey(String id, String endpoint) {
    return about(id, endpoint, "client key");
  }

  private static String about(String id, String endpoint, String username) {
    return String.join("\n", id, endpoint, username);
  }
}
