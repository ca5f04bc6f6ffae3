package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A data source as it lies on {@code sluice.datasources}: JSON, its password sealed. A sealed
 * password opens only together with the endpoint it was given for, so that nobody who can write to
 * the topic can have it sent to a server of his own.
 */
public final class DataSourceCodec {
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
        DataSource.SslMode sslMode)
        implements Stored {}

    record Kafka(
        String id,
        String name,
        String region,
        String bootstrapServers,
        DataSource.SecurityProtocol security,
        DataSource.@Nullable SaslMechanism sasl,
        @Nullable String username,
        @Nullable String password)
        implements Stored {}
  }

  private final SealingKey key;

  public DataSourceCodec(SealingKey key) {
    this.key = key;
  }

  /** The record's value; its key is the data source's id. A deleted one is a null value. */
  public byte[] write(DataSource source) {
    DataSourceRules.check(source);
    Stored stored =
        switch (source) {
          case DataSource.Postgres(
                  var id,
                  var name,
                  var region,
                  var host,
                  var port,
                  var database,
                  var username,
                  var password,
                  var ssl) ->
              new Stored.Postgres(
                  id,
                  name,
                  region,
                  host,
                  port,
                  database,
                  username,
                  key.seal(password.given(), about(id, host + ":" + port, username)),
                  ssl);
          case DataSource.Kafka(
                  var id,
                  var name,
                  var region,
                  var servers,
                  var security,
                  var sasl,
                  var username,
                  var password) ->
              new Stored.Kafka(
                  id,
                  name,
                  region,
                  servers,
                  security,
                  sasl,
                  username,
                  password == null
                      ? null
                      : key.seal(
                          password.given(), about(id, servers, Objects.requireNonNull(username))));
        };
    return Json.write(stored, Stored.class);
  }

  /**
   * @throws SluiceException INVALID_INPUT when it is not a data source, or its password cannot be
   *     opened
   */
  public DataSource read(byte[] json) {
    return switch (parse(json)) {
      case Stored.Postgres p ->
          new DataSource.Postgres(
              p.id(),
              p.name(),
              p.region(),
              p.host(),
              p.port(),
              p.database(),
              p.username(),
              open(p.password(), about(p.id(), p.host() + ":" + p.port(), p.username())),
              p.sslMode());
      case Stored.Kafka k ->
          new DataSource.Kafka(
              k.id(),
              k.name(),
              k.region(),
              k.bootstrapServers(),
              k.security(),
              k.sasl(),
              k.username(),
              k.password() == null || k.username() == null
                  ? null
                  : open(k.password(), about(k.id(), k.bootstrapServers(), k.username())));
    };
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

  private static String about(String id, String endpoint, String username) {
    return String.join("\n", id, endpoint, username);
  }
}
