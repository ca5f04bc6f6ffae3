package io.sluice.project.alerts;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertEvent;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.Duties;
import io.sluice.project.alerts.rules.AlertLifecycle;
import io.sluice.project.alerts.rules.Standing;
import io.sluice.project.alerts.rules.Standing.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Alerts as rows, and what people do about one. */
@Component
class Alerts {
  private static final Duration KEPT = Duration.ofDays(400);

  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final AlertLog log;
  private final Silences silences;
  private final Duties duties;
  private final InstantSource clock;

  Alerts(
      JdbcClient jdbc,
      JdbcTemplate batches,
      AlertLog log,
      Silences silences,
      Duties duties,
      InstantSource clock) {
    this.batches = batches;
    this.silences = silences;
    this.jdbc = jdbc;
    this.log = log;
    this.duties = duties;
    this.clock = clock;
  }

  List<Standing> standing() {
    return jdbc.sql(
            "select * from alert where status <> 'RESOLVED' or ended order by raised_at, id")
        .query((row, _) -> standing(row))
        .list();
  }

  /** What a look has come to; in its transaction. */
  void keep(List<Standing> before, AlertLifecycle.Turn turn, Instant now) {
    Map<String, Standing> left = new HashMap<>();
    before.forEach(one -> left.put(one.alert().id(), one));
    List<Standing> changed = new ArrayList<>();
    for (Standing one : turn.standing()) {
      Standing was = left.remove(one.alert().id());
      if (!one.equals(was)) {
        changed.add(one);
      }
    }
    write(changed, now);
    left.values().forEach(gone -> over(gone, now));
    turn.events().forEach(event -> log.append(event, AlertLog.ACTOR));
  }

  void forget() {
    jdbc.sql("delete from alert where status = 'RESOLVED' and not ended and resolved_at < ?")
        .param(clock.instant().minus(KEPT).atOffset(UTC))
        .update();
  }

  private void write(List<Standing> changed, Instant now) {
    batches.batchUpdate(
        """
        insert into alert (id, condition, about, severity, project, alert, status, ended, told_at,
          gone_at, repeat_seconds, silenced_until, raised_at, changed_at)
        values (?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (id) do update
          set severity = excluded.severity, alert = excluded.alert, status = excluded.status,
            ended = excluded.ended, told_at = excluded.told_at, gone_at = excluded.gone_at,
            repeat_seconds = excluded.repeat_seconds, silenced_until = excluded.silenced_until,
            changed_at = excluded.changed_at""",
        changed.stream().map(one -> row(one, now)).toList());
  }

  private static Object[] row(Standing one, Instant now) {
    Alert alert = one.alert();
    return new Object[] {
      alert.id(),
      alert.condition().name(),
      alert.about(),
      alert.severity().name(),
      alert.project(),
      Json.LENIENT.writeValueAsString(alert),
      one.status() == Status.ENDED ? "RESOLVED" : one.status().name(),
      one.status() == Status.ENDED,
      time(one.told()),
      time(one.gone()),
      one.repeat().toSeconds(),
      time(one.silencedUntil()),
      time(alert.raisedAt()),
      time(now)
    };
  }

  private void over(Standing gone, Instant now) {
    jdbc.sql(
            """
            update alert set status = 'RESOLVED', ended = false, changed_at = :now,
              resolved_at = coalesce(resolved_at, :now)
            where id = :id""")
        .param("id", gone.alert().id())
        .param("now", now.atOffset(UTC))
        .update();
  }

  void acknowledge(String id, @Nullable String note, String by) {
    change(
        id,
        AlertLifecycle::acknowledged,
        alert -> new AlertEvent.Acknowledged(alert, note),
        note,
        by);
  }

  /** Ends it by hand: it comes again only after its condition was over. */
  void end(String id, @Nullable String note, String by) {
    change(id, AlertLifecycle::ended, alert -> new AlertEvent.Resolved(alert, note), note, by);
  }

  /** Nobody is told of it until then. */
  void silence(String id, Instant until, String reason, String by) {
    var silence = silences.add(null, null, null, id, null, until, reason, by);
    change(
        id,
        is -> is.silenced(silence.until()),
        alert -> new AlertEvent.Silenced(alert, silence.until(), silence.reason()),
        silence.reason(),
        by);
  }

  private void change(
      String id,
      UnaryOperator<@Nullable Standing> what,
      Function<Alert, AlertEvent> event,
      @Nullable String note,
      String by) {
    duties.after(
        Duties.Duty.ALERTS,
        () -> {
          Standing is = find(id);
          Standing after = is == null ? null : what.apply(is);
          if (after != null) {
            Instant now = clock.instant();
            write(List.of(after), now);
            jdbc.sql(
                    """
                    update alert set changed_by = :by, note = :note,
                      resolved_at = case when ended then :now end
                    where id = :id""")
                .param("by", by)
                .param("note", note, Types.VARCHAR)
                .param("now", now.atOffset(UTC))
                .param("id", id)
                .update();
            log.append(event.apply(after.alert()), by);
          }
          return id;
        });
  }

  private @Nullable Standing find(String id) {
    return standing().stream().filter(one -> one.alert().id().equals(id)).findFirst().orElse(null);
  }

  static SluiceException unknown(String id) {
    return new SluiceException(ErrorCode.UNKNOWN_ID, "there is no alert " + id);
  }

  private static Standing standing(ResultSet row) throws SQLException {
    return new Standing(
        Json.LENIENT.readValue(row.getString("alert"), Alert.class),
        row.getBoolean("ended") ? Status.ENDED : Status.valueOf(row.getString("status")),
        at(row, "told_at"),
        at(row, "gone_at"),
        Duration.ofSeconds(row.getLong("repeat_seconds")),
        at(row, "silenced_until"));
  }

  private static @Nullable Timestamp time(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  static @Nullable Instant at(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
