package io.sluice.project.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.project.alerts.rules.Silence;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Times in which nobody is told. */
@Component
class Silences {
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final Duration SHOWN = Duration.ofDays(30);
  private static final int LONGEST_REASON = 500;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Silences(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Those that have ended within the last month too; the newest first. */
  List<Silence> all() {
    return jdbc.sql("select * from silence where ends_at > ? order by created_at desc, id")
        .param(clock.instant().minus(SHOWN).atOffset(UTC))
        .query((row, _) -> silence(row))
        .list();
  }

  /**
   * @param alert id of the only one it is for; null for all that the others fit
   * @param from now when it is null
   * @throws SluiceException INVALID_INPUT
   */
  Silence add(
      @Nullable String project,
      @Nullable String tag,
      @Nullable AlertCondition condition,
      @Nullable String alert,
      @Nullable Instant from,
      Instant until,
      String reason,
      String by) {
    Instant now = clock.instant();
    Instant begins = from == null ? now : from;
    check(begins, until, reason, now);
    // Asked for twice, as when a command is delivered again, it is one.
    var name =
        String.join(" ", text(project), text(tag), text(condition), text(alert), text(from), by)
            + until
            + reason;
    var silence =
        new Silence(
            "s-" + UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString().substring(0, 13),
            project,
            tag,
            condition,
            alert,
            begins,
            until,
            reason.strip(),
            by);
    jdbc.sql(
            """
            insert into silence (id, project, tag, condition, alert, begins_at, ends_at, reason,
              created_by, created_at)
            values (:id, :project, :tag, :condition, :alert, :begins, :ends, :reason, :by, :now)
            on conflict (id) do update set ends_at = excluded.ends_at""")
        .param("id", silence.id())
        .param("project", project, Types.VARCHAR)
        .param("tag", tag, Types.VARCHAR)
        .param("condition", condition == null ? null : condition.name(), Types.VARCHAR)
        .param("alert", alert, Types.VARCHAR)
        .param("begins", begins.atOffset(UTC))
        .param("ends", until.atOffset(UTC))
        .param("reason", silence.reason())
        .param("by", by)
        .param("now", now.atOffset(UTC))
        .update();
    return silence;
  }

  private static String text(@Nullable Object part) {
    return String.valueOf(part);
  }

  private static void check(Instant from, Instant until, String reason, Instant now) {
    if (!until.isAfter(from) || !until.isAfter(now)) {
      throw invalid("the field 'until' must be in the future, and after 'from'");
    }
    if (Duration.between(from, until).compareTo(LONGEST) > 0) {
      throw invalid("the field 'until': a silence lasts " + LONGEST.toDays() + " days at most");
    }
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw invalid("the field 'reason' needs 1 to " + LONGEST_REASON + " characters");
    }
  }

  /**
   * Ends it now.
   *
   * @throws SluiceException UNKNOWN_ID
   */
  void end(String id) {
    int ended =
        jdbc.sql("update silence set ends_at = least(ends_at, :now) where id = :id")
            .param("now", clock.instant().atOffset(UTC))
            .param("id", id)
            .update();
    if (ended == 0) {
      throw new SluiceException(ErrorCode.UNKNOWN_ID, "there is no silence " + id);
    }
  }

  private static SluiceException invalid(String detail) {
    return new SluiceException(ErrorCode.INVALID_INPUT, detail);
  }

  private static Silence silence(ResultSet row) throws SQLException {
    String condition = row.getString("condition");
    return new Silence(
        row.getString("id"),
        row.getString("project"),
        row.getString("tag"),
        condition == null ? null : AlertCondition.valueOf(condition),
        row.getString("alert"),
        row.getObject("begins_at", OffsetDateTime.class).toInstant(),
        row.getObject("ends_at", OffsetDateTime.class).toInstant(),
        row.getString("reason"),
        row.getString("created_by"));
  }
}
