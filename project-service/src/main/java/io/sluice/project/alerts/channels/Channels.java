package io.sluice.project.alerts.channels;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.datasource.SealingKey;
import io.sluice.datasource.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The channels that there are; their secrets are sealed in the database. */
@Component
class Channels {
  private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
  private static final int MOST = 100;

  /** A channel with its secrets. */
  record Channel(
      String id,
      ChannelSettings settings,
      String createdBy,
      Instant createdAt,
      Instant updatedAt) {}

  /** As they lie in the database. */
  private record Sealed(
      ChannelSettings settings,
      @Nullable String url,
      @Nullable String secret,
      @Nullable String password) {}

  private final JdbcClient jdbc;
  private final SealingKey key;
  private final InstantSource clock;

  Channels(JdbcClient jdbc, SealingKey key, InstantSource clock) {
    this.jdbc = jdbc;
    this.key = key;
    this.clock = clock;
  }

  List<Channel> all() {
    return jdbc.sql("select * from alert_channel order by lower(name)")
        .query((row, _) -> channel(row))
        .list();
  }

  /**
   * @throws SluiceException UNKNOWN_ID
   */
  Channel get(String id) {
    return jdbc.sql("select * from alert_channel where id = ?")
        .param(id)
        .query((row, _) -> channel(row))
        .optional()
        .orElseThrow(() -> new SluiceException(ErrorCode.UNKNOWN_ID, "there is no channel " + id));
  }

  /**
   * @throws SluiceException INVALID_INPUT, NAME_TAKEN, TOO_MANY
   */
  Channel add(ChannelSettings settings, String by) {
    settings.check();
    if (all().size() >= MOST) {
      throw new SluiceException(ErrorCode.TOO_MANY, "there are " + MOST + " channels already");
    }
    String id = "ch-" + UUID.randomUUID().toString().substring(0, 13);
    Instant now = clock.instant();
    try {
      jdbc.sql(
              """
              insert into alert_channel (id, name, settings, enabled, created_by, created_at,
                updated_at)
              values (:id, :name, :settings::json, :enabled, :by, :now, :now)""")
          .param("id", id)
          .param("name", settings.name())
          .param("settings", sealed(id, settings))
          .param("enabled", settings.isEnabled())
          .param("by", by)
          .param("now", now.atOffset(UTC))
          .update();
    } catch (DuplicateKeyException e) {
      throw taken(settings, e);
    }
    return get(id);
  }

  /**
   * @param settings secrets that are left out stay, as long as they go to the same server
   * @throws SluiceException UNKNOWN_ID, INVALID_INPUT, NAME_TAKEN
   */
  Channel change(String id, ChannelSettings settings) {
    ChannelSettings wanted = completed(settings, get(id).settings());
    wanted.check();
    try {
      jdbc.sql(
              """
              update alert_channel set name = :name, settings = :settings::json,
                enabled = :enabled, updated_at = :now
              where id = :id""")
          .param("id", id)
          .param("name", wanted.name())
          .param("settings", sealed(id, wanted))
          .param("enabled", wanted.isEnabled())
          .param("now", clock.instant().atOffset(UTC))
          .update();
    } catch (DuplicateKeyException e) {
      throw taken(wanted, e);
    }
    return get(id);
  }

  private static ChannelSettings completed(ChannelSettings wanted, ChannelSettings before) {
    var webhook = wanted.webhook();
    var had = before.webhook();
    if (webhook != null && had != null && webhook.url() == null) {
      Secret secret = webhook.secret() == null ? had.secret() : webhook.secret();
      webhook = new ChannelSettings.Webhook(had.url(), secret, webhook.template());
    }
    var email = wanted.email();
    var wrote = before.email();
    if (email != null
        && wrote != null
        && email.password() == null
        && email.endpoint().equals(wrote.endpoint())
        && Objects.equals(email.username(), wrote.username())) {
      email = email.with(wrote.password());
    }
    return wanted.with(webhook, email);
  }

  /**
   * @throws SluiceException UNKNOWN_ID
   */
  void remove(String id) {
    get(id);
    jdbc.sql("delete from alert_channel where id = ?").param(id).update();
  }

  private static SluiceException taken(ChannelSettings settings, DuplicateKeyException e) {
    return new SluiceException(ErrorCode.NAME_TAKEN, "there is a channel " + settings.name(), e);
  }

  private String sealed(String id, ChannelSettings settings) {
    var webhook = settings.webhook();
    var email = settings.email();
    Secret password = email == null ? null : email.password();
    Secret url = webhook == null ? null : webhook.url();
    Secret secret = webhook == null ? null : webhook.secret();
    return Json.LENIENT.writeValueAsString(
        new Sealed(
            settings.with(
                webhook == null
                    ? null
                    : new ChannelSettings.Webhook(null, null, webhook.template()),
                email == null ? null : email.with(null)),
            url == null ? null : key.seal(url, about(id, "url")),
            secret == null ? null : key.seal(secret, about(id, "secret")),
            password == null || email == null
                ? null
                : key.seal(password, about(id, email.endpoint()))));
  }

  private Channel channel(ResultSet row) throws SQLException {
    String id = row.getString("id");
    var sealed = Json.LENIENT.readValue(row.getString("settings"), Sealed.class);
    var settings = sealed.settings();
    var webhook = settings.webhook();
    var email = settings.email();
    return new Channel(
        id,
        settings.with(
            webhook == null
                ? null
                : new ChannelSettings.Webhook(
                    open(sealed.url(), about(id, "url")),
                    open(sealed.secret(), about(id, "secret")),
                    webhook.template()),
            email == null
                ? null
                : email.with(open(sealed.password(), about(id, email.endpoint())))),
        row.getString("created_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private @Nullable Secret open(@Nullable String sealed, String about) {
    return sealed == null ? null : key.unseal(sealed, about);
  }

  private static String about(String id, String what) {
    return "alert channel " + id + " " + what;
  }

  /** Seals what is sealed under an old key anew, at the start that brings the new one. */
  @EventListener
  void onReady(ApplicationReadyEvent event) {
    try {
      for (Channel one : all()) {
        jdbc.sql(
                "update alert_channel set settings = :settings::json where id = :id and updated_at = :at")
            .param("settings", sealed(one.id(), one.settings()))
            .param("id", one.id())
            .param("at", one.updatedAt().atOffset(UTC))
            .update();
      }
    } catch (DataAccessException | SluiceException e) {
      LOG.warn("Channels were not sealed anew; the next start tries again: {}", e.getMessage());
    }
  }
}
