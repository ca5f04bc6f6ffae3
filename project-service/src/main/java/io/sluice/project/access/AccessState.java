package io.sluice.project.access;

import static java.time.ZoneOffset.UTC;

import java.time.InstantSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether somebody may still what he might when he asked: for what goes on after the request. */
@Component
public class AccessState {
  private final JdbcClient jdbc;
  private final InstantSource clock;

  AccessState(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** False when the user was shut out or has another role, the token was revoked or has expired. */
  public boolean holds(Access access) {
    return access.isUser()
        ? is(
            "select exists (select 1 from account where name = :name and enabled and role = :role)",
            access.getName(),
            access)
        : is(
            """
            select exists (
              select 1 from api_token t join account a on a.name = t.owner and a.enabled
              where t.name = :name and (t.expires_at is null or t.expires_at > :now)
                and :role is not null)""",
            access.getName().substring(Access.TOKEN.length()),
            access);
  }

  private boolean is(String sql, String name, Access access) {
    return jdbc.sql(sql)
        .param("name", name)
        .param("role", access.role().name())
        .param("now", clock.instant().atOffset(UTC))
        .query(Boolean.class)
        .single();
  }
}
