package io.sluice.project.access;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which project something belongs to, for tokens that are for some projects alone. */
@Component
class Subjects {
  private final JdbcClient jdbc;

  Subjects(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Empty when there is no such component. */
  String projectOfComponent(String id) {
    return jdbc.sql("select project from component where id = ?")
        .param(id)
        .query(String.class)
        .optional()
        .orElse("");
  }

  /** Empty when no such command went through this gateway. */
  String projectOfCommand(String id) {
    return jdbc.sql(
            """
            select coalesce(component.project, sent.subject)
            from command_sent sent left join component on component.id = sent.subject
            where sent.command_id = ?""")
        .param(id)
        .query(String.class)
        .optional()
        .orElse("");
  }
}
