package io.sluice.project.alerts.channels;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.cloudevents.Json;
import io.sluice.project.alerts.rules.AlertLifecycle.Notice;
import io.sluice.project.alerts.rules.AlertLifecycle.Telling;
import io.sluice.project.gateway.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What channels have to be told, and what became of it. */
@Component
public class Deliveries {
  /** Of so many that wait in one channel, each is a message; of more, all are one. */
  private static final int SINGLE = 5;

  private static final int MOST_AT_ONCE = 20_000;

  /** Who was sent something and says nothing is told again. */
  private static final Duration LEASE = Duration.ofMinutes(1);

  private static final Duration GIVEN_UP = Duration.ofHours(24);
  private static final Duration KEPT = Duration.ofDays(90);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  /** Where a delivery is. */
  enum Status {
    PENDING,
    SENT,
    FAILED
  }

  /**
   * A delivery as the API shows it.
   *
   * @param message the id by which its receiver tells repeats; several that waited went as one
   * @param nextAt when it is tried again; null when it is not
   * @param error of the last try
   */
  record Delivery(
      long id,
      String channel,
      @Nullable String channelName,
      String alert,
      Notice notice,
      Status status,
      int attempts,
      Instant createdAt,
      @Nullable Instant endedAt,
      @Nullable Instant nextAt,
      @Nullable String message,
      @Nullable String error) {}

  /**
   * What is to be sent to a channel as one message now.
   *
   * @param deliveries ids
   */
  record Batch(String message, List<Long> deliveries, List<Telling> tellings, int attempts) {}

  private record Waiting(
      long id, Telling telling, int attempts, Instant nextAt, @Nullable String message) {}

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final TransactionTemplate transaction;
  private final Channels channels;
  private final InstantSource clock;

  Deliveries(
      JdbcClient jdbc,
      JdbcTemplate batches,
      TransactionTemplate transaction,
      Channels channels,
      InstantSource clock) {
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.batches = batches;
    this.channels = channels;
    this.clock = clock;
  }

  /** In the transaction that has decided it. */
  public void enqueue(List<Telling> tellings) {
    if (tellings.isEmpty()) {
      return;
    }
    Timestamp now = Timestamp.from(clock.instant());
    List<Object[]> rows = new ArrayList<>();
    for (var channel : channels.all()) {
      for (Telling one : tellings) {
        if (channel.settings().isFor(one.alert())) {
          String data = Json.LENIENT.writeValueAsString(one);
          rows.add(
              new Object[] {channel.id(), one.alert().id(), one.notice().name(), data, now, now});
        }
      }
    }
    batches.batchUpdate(
        """
        insert into alert_delivery (channel, alert, notice, data, next_at, created_at)
        values (?, ?, ?, ?::json, ?, ?)""",
        rows);
  }

  /** What is due in a channel; nobody else is given it meanwhile. Empty when nothing is. */
  Optional<Batch> take(String channel) {
    return transaction.execute(_ -> taken(channel, clock.instant()));
  }

  private Optional<Batch> taken(String channel, Instant now) {
    List<Waiting> waiting =
        jdbc.sql(
                """
                select * from alert_delivery where channel = ? and status = 'PENDING'
                order by id limit ? for update""")
            .params(channel, MOST_AT_ONCE)
            .query((row, _) -> waiting(row))
            .list();
    if (waiting.isEmpty() || waiting.getFirst().nextAt().isAfter(now)) {
      return Optional.empty();
    }
    List<Waiting> taken = together(waiting);
    Waiting first = taken.getFirst();
    String message = Objects.requireNonNullElse(first.message(), "m-" + first.id());
    batches.batchUpdate(
        """
        update alert_delivery set attempts = attempts + 1, next_at = ?, message = ?
        where id = ?""",
        taken.stream()
            .map(one -> new Object[] {Timestamp.from(now.plus(LEASE)), message, one.id()})
            .toList());
    return Optional.of(
        new Batch(
            message,
            taken.stream().map(Waiting::id).toList(),
            taken.stream().map(Waiting::telling).toList(),
            first.attempts() + 1));
  }

  /** What was tried is tried again as it was: its receiver knows it by its id. */
  private static List<Waiting> together(List<Waiting> waiting) {
    Waiting first = waiting.getFirst();
    if (first.message() == null && waiting.size() <= SINGLE) {
      return List.of(first);
    }
    return waiting.stream().filter(one -> Objects.equals(one.message(), first.message())).toList();
  }

  void sent(Batch batch) {
    end(batch, Status.SENT, null);
  }

  /** It is tried again, later each time, for a day. */
  void failed(Batch batch, String why) {
    Instant now = clock.instant();
    Instant begun =
        jdbc.sql("select created_at from alert_delivery where id = ?")
            .param(batch.deliveries().getFirst())
            .query(OffsetDateTime.class)
            .optional()
            .map(OffsetDateTime::toInstant)
            .orElse(now);
    if (Duration.between(begun, now).compareTo(GIVEN_UP) > 0) {
      end(batch, Status.FAILED, why);
      return;
    }
    long seconds = Math.min(LONGEST_WAIT.toSeconds(), 2L << Math.min(20, batch.attempts()));
    jdbc.sql("update alert_delivery set next_at = :next, error = :error where id = any (:ids)")
        .param("next", now.plusSeconds(seconds).atOffset(UTC))
        .param("error", why)
        .param("ids", ids(batch))
        .update();
  }

  private void end(Batch batch, Status status, @Nullable String why) {
    jdbc.sql(
            """
            update alert_delivery set status = :status, ended_at = :now, error = :error
            where id = any (:ids)""")
        .param("status", status.name())
        .param("now", clock.instant().atOffset(UTC))
        .param("error", why, Types.VARCHAR)
        .param("ids", ids(batch))
        .update();
  }

  private static Long[] ids(Batch batch) {
    return batch.deliveries().toArray(Long[]::new);
  }

  /** The newest first. */
  Page<Delivery> list(
      @Nullable String channel,
      @Nullable String alert,
      @Nullable Status status,
      int page,
      int size) {
    Page.check(page, size);
    String from =
        """
        from alert_delivery d join alert_channel c on c.id = d.channel
        where (:channel::text is null or d.channel = :channel)
          and (:alert::text is null or d.alert = :alert)
          and (:status::text is null or d.status = :status)
        """;
    var items =
        filtered(
                "select d.*, c.name as channel_name "
                    + from
                    + "order by d.id desc limit :size offset :from",
                channel,
                alert,
                status)
            .param("size", size)
            .param("from", (long) page * size)
            .query((row, _) -> delivery(row))
            .list();
    long total =
        filtered("select count(*) " + from, channel, alert, status).query(Long.class).single();
    return new Page<>(items, page, size, total);
  }

  private JdbcClient.StatementSpec filtered(
      String sql, @Nullable String channel, @Nullable String alert, @Nullable Status status) {
    return jdbc.sql(sql)
        .param("channel", channel, Types.VARCHAR)
        .param("alert", alert, Types.VARCHAR)
        .param("status", status == null ? null : status.name(), Types.VARCHAR);
  }

  void forget() {
    jdbc.sql("delete from alert_delivery where created_at < ? and status <> 'PENDING'")
        .param(clock.instant().minus(KEPT).atOffset(UTC))
        .update();
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    return new Waiting(
        row.getLong("id"),
        Json.LENIENT.readValue(row.getString("data"), Telling.class),
        row.getInt("attempts"),
        row.getObject("next_at", OffsetDateTime.class).toInstant(),
        row.getString("message"));
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    var status = Status.valueOf(row.getString("status"));
    var ended = row.getObject("ended_at", OffsetDateTime.class);
    return new Delivery(
        row.getLong("id"),
        row.getString("channel"),
        row.getString("channel_name"),
        row.getString("alert"),
        Notice.valueOf(row.getString("notice")),
        status,
        row.getInt("attempts"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        ended == null ? null : ended.toInstant(),
        status == Status.PENDING
            ? row.getObject("next_at", OffsetDateTime.class).toInstant()
            : null,
        row.getString("message"),
        row.getString("error"));
  }
}
