package io.sluice.project.projects;

import static java.time.ZoneOffset.UTC;

import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.ProjectStatus;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds projects by what is known of them. */
@Component
public class ProjectList {
  private static final String FILTER =
      """
      from project p
      where (p.name ilike :like or p.id ilike :like)
        and p.tags @> cast(:tags as text[])
        and (cardinality(cast(:statuses as text[])) = 0 or p.status = any (:statuses))
        and (cast(:type as text) is null or p.type = :type)
      """;

  /** As ComponentView has it: what was known last, plus the time for which nothing was. */
  private static final String WITH_LATENCY =
      """
      select p.*, (
          select t.known_latency + extract(epoch from cast(:now as timestamptz) - t.known_at) * 1000
          from component c join telemetry t on t.component_id = c.id
          where c.project = p.id and c.kind <> 'STORE' and c.id not like '%.%'
            and c.status <> 'DESTROYED' and t.known_at is not null
          order by c.id limit 1) as latency
      """;

  private final JdbcClient jdbc;
  private final ComponentQuery components;
  private final InstantSource clock;

  ProjectList(JdbcClient jdbc, ComponentQuery components, InstantSource clock) {
    this.jdbc = jdbc;
    this.components = components;
    this.clock = clock;
  }

  public Page<ProjectItem> of(ProjectFilter filter, int page, int size) {
    Page.check(page, size);
    var rows =
        filtered(
                WITH_LATENCY + FILTER + "order by " + filter.order() + " limit :size offset :from",
                filter)
            .param("now", clock.instant().atOffset(UTC))
            .param("size", size)
            .param("from", (long) page * size)
            .query((row, _) -> ProjectRow.of(row))
            .list();
    Map<String, List<ComponentView>> parts =
        components.ofProjects(rows.stream().map(ProjectRow::id).toList()).stream()
            .collect(Collectors.groupingBy(ComponentView::project));
    var items =
        rows.stream().map(row -> item(row, parts.getOrDefault(row.id(), List.of()))).toList();
    long total = filtered("select count(*) " + FILTER, filter).query(Long.class).single();
    return new Page<>(items, page, size, total);
  }

  /** Ids and names of those that are meant, in the order of the ids; at most one more than this. */
  public Map<String, String> names(ProjectFilter filter, int most) {
    Map<String, String> names = new LinkedHashMap<>();
    filtered("select p.id, p.name " + FILTER + "order by p.id limit :most", filter)
        .param("most", most + 1)
        .query(
            row -> {
              names.put(row.getString("id"), row.getString("name"));
            });
    return names;
  }

  /** How many there are, in each status and with each tag, most often used first. */
  public ProjectCounts counts(ProjectFilter filter) {
    Map<ProjectStatus, Long> statuses = new EnumMap<>(ProjectStatus.class);
    filtered(
            "select p.status, count(*) as count " + FILTER + "group by p.status",
            filter.inAnyStatus())
        .query(
            row -> {
              statuses.put(ProjectStatus.valueOf(row.getString("status")), row.getLong("count"));
            });
    Map<String, Long> tags = new LinkedHashMap<>();
    filtered(
            "select tag, count(*) as count from (select unnest(p.tags) as tag "
                + FILTER
                + ") tagged group by tag order by count(*) desc, tag",
            filter)
        .query(
            row -> {
              tags.put(row.getString("tag"), row.getLong("count"));
            });
    long total = filtered("select count(*) " + FILTER, filter).query(Long.class).single();
    return new ProjectCounts(total, statuses, tags);
  }

  private JdbcClient.StatementSpec filtered(String sql, ProjectFilter filter) {
    return jdbc.sql(sql)
        .param("like", filter.like())
        .param("tags", filter.tags())
        .param("statuses", filter.statuses())
        .param("type", filter.type());
  }

  private ProjectItem item(ProjectRow row, List<ComponentView> parts) {
    var is = row.state();
    return new ProjectItem(
        row.id(),
        is.definition().name(),
        row.type(),
        is.status(),
        row.steps().stream()
            .map(step -> StepView.of(step, ProjectQuery.own(parts)).brief())
            .toList(),
        ProjectQuery.latency(ProjectQuery.own(parts)),
        is.definition().tags(),
        ProjectQuery.actions(row, clock.instant()),
        row.createdAt(),
        row.updatedAt());
  }
}
