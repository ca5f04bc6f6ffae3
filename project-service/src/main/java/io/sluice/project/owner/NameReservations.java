package io.sluice.project.owner;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Names that are taken. Projects live on many instances, so that a name is unique is held by a
 * constraint in the database; a name is reserved before the event that gives it is written.
 */
@Component
public class NameReservations {
  private static final String SCOPE = "project";

  private final JdbcClient jdbc;

  NameReservations(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** True when the name is now this project's; repeatable. */
  public boolean reserve(String name, String projectId, Instant now) {
    String holder =
        jdbc.sql(
                """
                insert into name_reservation as held (scope, name, holder, reserved_at)
                values (:scope, :name, :holder, :now)
                on conflict (scope, name) do update
                  set reserved_at = greatest(
                    held.reserved_at,
                    case when held.holder = excluded.holder then excluded.reserved_at end)
                returning holder
                """)
            .param("scope", SCOPE)
            .param("name", name)
            .param("holder", projectId)
            .param("now", Timestamp.from(now))
            .query(String.class)
            .single();
    return holder.equals(projectId);
  }

  /**
   * Frees the names the project had before it took this one. One that it reserved since is kept: a
   * second rename may be under way.
   */
  public void renamed(String projectId, String name, Instant at) {
    jdbc.sql(
            """
            delete from name_reservation
            where scope = :scope and holder = :holder and name <> :name and reserved_at < :at
            """)
        .param("scope", SCOPE)
        .param("holder", projectId)
        .param("name", name)
        .param("at", Timestamp.from(at))
        .update();
  }

  /** Frees every name the project had. */
  public void deleted(String projectId) {
    jdbc.sql("delete from name_reservation where scope = :scope and holder = :holder")
        .param("scope", SCOPE)
        .param("holder", projectId)
        .update();
  }
}
