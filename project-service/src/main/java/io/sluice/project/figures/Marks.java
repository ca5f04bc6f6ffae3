package io.sluice.project.figures;

import static java.time.ZoneOffset.UTC;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What has happened to a project that a chart of its figures is to show. */
@Component
public class Marks {
  private static final int MOST = 200;

  private static final Set<String> TYPES =
      Set.of(
          "io.sluice.project.paused.v1",
          "io.sluice.project.resumed.v1",
          "io.sluice.project.failed.v1",
          "io.sluice.project.completed.v1",
          "io.sluice.project.modification-started.v1",
          "io.sluice.project.integrated.v1",
          "io.sluice.project.options-changed.v1",
          "io.sluice.project.resynchronization-started.v1",
          "io.sluice.component.started.v1",
          "io.sluice.component.restart-scheduled.v1",
          "io.sluice.component.replay-started.v1",
          "io.sluice.component.replay-completed.v1",
          "io.sluice.alert.raised.v1",
          "io.sluice.alert.escalated.v1",
          "io.sluice.alert.resolved.v1");

  /**
   * A mark on the time axis.
   *
   * @param event its id
   */
  public record Mark(Instant at, String event, String type, String subject, String actor) {}

  private final JdbcClient jdbc;

  Marks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest, in their order. */
  public List<Mark> of(String project, Instant from, Instant to) {
    return jdbc.sql(
            """
            select * from event
            where project = :project and time >= :from and time < :to and type = any (:types)
            order by time desc, seq desc limit :most""")
        .param("project", project)
        .param("from", from.atOffset(UTC))
        .param("to", to.atOffset(UTC))
        .param("types", TYPES.toArray(String[]::new))
        .param("most", MOST)
        .query(
            (row, _) ->
                new Mark(
                    row.getObject("time", OffsetDateTime.class).toInstant(),
                    row.getString("id"),
                    row.getString("type"),
                    row.getString("subject"),
                    row.getString("actor")))
        .list()
        .reversed();
  }
}
