package io.sluice.project.alerts;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.AlertEvent;
import io.sluice.contract.Envelope;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.CommandSender;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What has happened to alerts: kept here, and told to the event log afterwards, in order and at
 * least once; what is told twice has the same id.
 */
@Component
class AlertLog {
  /** Who does what nobody has asked for. */
  static final String ACTOR = "alerts";

  private static final String SOURCE = "/sluice/alerts";
  private static final int BATCH = 200;
  private static final Duration KEPT = Duration.ofDays(400);

  /**
   * An event as it is shown.
   *
   * @param actor who did it
   */
  record Entry(Instant at, String type, String actor, AlertEvent event) {}

  private record Unsent(long seq, Entry entry) {}

  private final JdbcClient jdbc;
  private final CommandSender sender;
  private final InstantSource clock;

  AlertLog(JdbcClient jdbc, CommandSender sender, InstantSource clock) {
    this.jdbc = jdbc;
    this.sender = sender;
    this.clock = clock;
  }

  /** In the transaction that changes the alert. */
  void append(AlertEvent event, String actor) {
    jdbc.sql(
            """
            insert into alert_event (alert, type, actor, at, data)
            values (:alert, :type, :actor, :at, :data::json)""")
        .param("alert", event.alert().id())
        .param("type", MessageTypes.nameOf(event.getClass()))
        .param("actor", actor)
        .param("at", clock.instant().atOffset(UTC))
        .param("data", Json.LENIENT.writeValueAsString(event))
        .update();
  }

  /** Of one alert, the oldest first. */
  List<Entry> of(String alert) {
    return jdbc.sql("select * from alert_event where alert = ? order by seq")
        .param(alert)
        .query((row, _) -> entry(row))
        .list();
  }

  /** One instance does it at a time, for the order; true when there may be more. */
  boolean tell() {
    List<Unsent> unsent =
        jdbc.sql("select * from alert_event where sent_at is null order by seq limit ?")
            .param(BATCH)
            .query((row, _) -> new Unsent(row.getLong("seq"), entry(row)))
            .list();
    List<Future<?>> sent = new ArrayList<>();
    for (Unsent one : unsent) {
      var future = tell(one);
      sent.add(future);
      // Each that comes after it would be waited for as long.
      if (future.state() == Future.State.FAILED) {
        break;
      }
    }
    for (Future<?> one : sent) {
      await(one);
    }
    if (!unsent.isEmpty()) {
      // Who dies before this tells them again.
      jdbc.sql("update alert_event set sent_at = :now where sent_at is null and seq <= :last")
          .param("now", clock.instant().atOffset(UTC))
          .param("last", unsent.getLast().seq())
          .update();
    }
    return unsent.size() == BATCH;
  }

  private Future<?> tell(Unsent one) {
    var event = one.entry().event();
    var alert = event.alert();
    String id = alert.id() + "-" + one.seq();
    var envelope =
        new Envelope(
            id,
            alert.id(),
            SOURCE,
            one.entry().at(),
            alert.id(),
            null,
            one.entry().actor(),
            null,
            null);
    String key = Objects.requireNonNullElse(alert.project(), alert.id());
    return sender.tell(key, envelope, (Record) event);
  }

  @SuppressWarnings("unchecked")
  private static void await(Future<?> sent) {
    try {
      CommandSender.await((Future<org.apache.kafka.clients.producer.RecordMetadata>) sent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void forget() {
    jdbc.sql("delete from alert_event where at < ? and sent_at is not null")
        .param(clock.instant().minus(KEPT).atOffset(UTC))
        .update();
  }

  private static Entry entry(ResultSet row) throws SQLException {
    String type = row.getString("type");
    var data = Objects.requireNonNull(MessageTypes.typeOf(type), type);
    return new Entry(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        type,
        row.getString("actor"),
        (AlertEvent) Json.LENIENT.readValue(row.getString("data"), data));
  }
}
