package io.sluice.project.audit;

import static java.time.ZoneOffset.UTC;

import io.sluice.project.access.Access;
import io.sluice.project.gateway.Page;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was done about access, kept for a year. What was done with projects is in their history. */
@Component
public class Audit {
  private static final Duration KEPT = Duration.ofDays(366);
  private static final int LONGEST = 500;

  /** What there is to note. */
  public enum Action {
    SIGNED_IN,
    SIGN_IN_REFUSED,
    SIGNED_OUT,
    REQUEST_REFUSED,
    TOKEN_REFUSED,
    USER_CREATED,
    USER_CHANGED,
    USER_DELETED,
    PASSWORD_CHANGED,
    SESSIONS_ENDED,
    TOKEN_CREATED,
    TOKEN_REVOKED
  }

  /**
   * An entry.
   *
   * @param actor who did it, or wanted to: of a refused sign-in the name that was given
   * @param subject the user or token it is about; null when that is the actor
   * @param address where the request came from; null when it did not come over the network
   */
  public record Entry(
      Instant at,
      String actor,
      Action action,
      @Nullable String subject,
      @Nullable String address,
      @Nullable String detail) {}

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Audit(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  public void note(
      Action action,
      String actor,
      @Nullable String subject,
      @Nullable String address,
      @Nullable String detail) {
    Instant now = clock.instant();
    jdbc.sql("delete from audit where at < ?").param(now.minus(KEPT).atOffset(UTC)).update();
    jdbc.sql(
            """
            insert into audit (at, actor, action, subject, address, detail)
            values (:at, :actor, :action, :subject, :address, :detail)""")
        .param("at", now.atOffset(UTC))
        .param("actor", text(actor))
        .param("action", action.name())
        .param("subject", text(subject), Types.VARCHAR)
        .param("address", address, Types.VARCHAR)
        .param("detail", text(detail), Types.VARCHAR)
        .update();
  }

  /** Something that who asks just now has done. */
  public void note(
      Action action, String subject, @Nullable String detail, HttpServletRequest request) {
    note(action, Access.current().getName(), subject, request.getRemoteAddr(), detail);
  }

  /** Whoever is refused chooses the text: it is cut, and holds nothing that a log could not. */
  private static @Nullable String text(@Nullable String given) {
    return given == null
        ? null
        : given.substring(0, Math.min(LONGEST, given.length())).replaceAll("\\p{Cntrl}", "?");
  }

  Page<Entry> list(@Nullable String keyword, int page, int size) {
    Page.check(page, size);
    String like = Page.like(keyword);
    var items =
        jdbc.sql(
                """
                select * from audit
                where actor ilike :like or action ilike :like or subject ilike :like
                order by seq desc limit :size offset :from""")
            .param("like", like)
            .param("size", size)
            .param("from", (long) page * size)
            .query(Audit::entry)
            .list();
    long total =
        jdbc.sql(
                """
                select count(*) from audit
                where actor ilike :like or action ilike :like or subject ilike :like""")
            .param("like", like)
            .query(Long.class)
            .single();
    return new Page<>(items, page, size, total);
  }

  private static Entry entry(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("actor"),
        Action.valueOf(row.getString("action")),
        row.getString("subject"),
        row.getString("address"),
        row.getString("detail"));
  }
}
