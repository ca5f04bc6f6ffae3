package io.sluice.project.alerts;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.Alert;
import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.gateway.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads alerts. */
@Component
public class AlertQuery {
  private static final String STATUS =
      """
      case when status = 'RESOLVED' then 'RESOLVED'
        when silenced_until > :now then 'SILENCED' else status end""";

  private static final String FILTER =
      """
      from alert
      where (:status::text is null or (%s) = :status)
        and (:standing::boolean is not true or status <> 'RESOLVED')
        and (:severity::text is null or severity = :severity)
        and (:condition::text is null or condition = :condition)
        and (:project::text is null or project = :project)
        and (about ilike :like or alert ->> 'text' ilike :like
          or alert ->> 'projectName' ilike :like)
      """
          .formatted(STATUS);

  private final JdbcClient jdbc;
  private final InstantSource clock;

  AlertQuery(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What a list is narrowed by; null for all.
   *
   * @param standing true for those that are not resolved
   */
  record Filter(
      AlertView.@Nullable Status status,
      @Nullable Boolean standing,
      @Nullable AlertSeverity severity,
      @Nullable AlertCondition condition,
      @Nullable String project,
      @Nullable String keyword) {}

  /** The newest first. */
  Page<AlertView> list(Filter filter, int page, int size) {
    Page.check(page, size);
    var items =
        filtered(
                "select *, "
                    + STATUS
                    + " as shown "
                    + FILTER
                    + "order by raised_at desc, id limit :size offset :from",
                filter)
            .param("size", size)
            .param("from", (long) page * size)
            .query((row, _) -> view(row))
            .list();
    long total = filtered("select count(*) " + FILTER, filter).query(Long.class).single();
    return new Page<>(items, page, size, total);
  }

  private JdbcClient.StatementSpec filtered(String sql, Filter filter) {
    return jdbc.sql(sql)
        .param("now", clock.instant().atOffset(UTC))
        .param("status", name(filter.status()), Types.VARCHAR)
        .param("standing", filter.standing(), Types.BOOLEAN)
        .param("severity", name(filter.severity()), Types.VARCHAR)
        .param("condition", name(filter.condition()), Types.VARCHAR)
        .param("project", filter.project(), Types.VARCHAR)
        .param("like", Page.like(filter.keyword()));
  }

  private static @Nullable String name(@Nullable Enum<?> value) {
    return value == null ? null : value.name();
  }

  Optional<AlertView> find(String id) {
    return jdbc.sql("select *, " + STATUS + " as shown from alert where id = :id")
        .param("now", clock.instant().atOffset(UTC))
        .param("id", id)
        .query((row, _) -> view(row))
        .optional();
  }

  /** Of one project, those that are not resolved; the worst first. */
  public List<AlertView> standing(String project) {
    return some("where status <> 'RESOLVED' and project = :project", project);
  }

  /** What to look at first: the worst that nobody looks after, the oldest of them first. */
  public List<AlertView> first() {
    return some("where (" + STATUS + ") = 'OPEN'", null);
  }

  private List<AlertView> some(String which, @Nullable String project) {
    return jdbc.sql(
            "select *, "
                + STATUS
                + " as shown from alert "
                + which
                + """

                  order by case severity when 'CRITICAL' then 0 when 'WARNING' then 1 else 2 end,
                    raised_at, id limit 10""")
        .param("now", clock.instant().atOffset(UTC))
        .param("project", project, Types.VARCHAR)
        .query((row, _) -> view(row))
        .list();
  }

  /** How many there are of each condition that are not resolved. */
  public Map<AlertCondition, Long> conditions() {
    Map<AlertCondition, Long> counts = new TreeMap<>();
    jdbc.sql(
            "select condition, count(*) as count from alert where status <> 'RESOLVED'"
                + " group by condition")
        .query(
            row -> {
              counts.put(AlertCondition.valueOf(row.getString("condition")), row.getLong("count"));
            });
    return counts;
  }

  /** How many there are of each severity that nobody looks after yet. */
  public Map<AlertSeverity, Long> open() {
    Map<AlertSeverity, Long> counts = new TreeMap<>();
    for (AlertSeverity severity : AlertSeverity.values()) {
      counts.put(severity, 0L);
    }
    jdbc.sql(
            "select severity, count(*) as count from alert where "
                + STATUS
                + " = 'OPEN' group by severity")
        .param("now", clock.instant().atOffset(UTC))
        .query(
            row -> {
              counts.put(AlertSeverity.valueOf(row.getString("severity")), row.getLong("count"));
            });
    return counts;
  }

  private static AlertView view(ResultSet row) throws SQLException {
    var alert = Json.LENIENT.readValue(row.getString("alert"), Alert.class);
    Instant silenced = Alerts.at(row, "silenced_until");
    var status = AlertView.Status.valueOf(row.getString("shown"));
    return new AlertView(
        alert.id(),
        alert.condition(),
        alert.severity(),
        status,
        alert.about(),
        alert.project(),
        alert.projectName(),
        List.copyOf(alert.tags()),
        alert.text(),
        alert.condition().remedy(),
        alert.raisedAt(),
        Alerts.at(row, "told_at"),
        Alerts.at(row, "resolved_at"),
        status == AlertView.Status.SILENCED ? silenced : null,
        row.getString("changed_by"),
        row.getString("note"));
  }
}
