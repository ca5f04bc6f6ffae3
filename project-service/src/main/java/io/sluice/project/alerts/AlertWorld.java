package io.sluice.project.alerts;

import io.sluice.project.alerts.rules.Progress;
import io.sluice.project.alerts.rules.Standing;
import io.sluice.project.alerts.rules.World;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.projects.ProjectGateway;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at all that alerts can be about. */
@Component
class AlertWorld {
  private final JdbcClient jdbc;
  private final JdbcTemplate batches;
  private final ProjectGateway projects;
  private final ComponentQuery components;
  private final AlertSettingsStore settings;
  private final Credentials credentials;

  AlertWorld(
      JdbcClient jdbc,
      JdbcTemplate batches,
      ProjectGateway projects,
      ComponentQuery components,
      AlertSettingsStore settings,
      Credentials credentials) {
    this.jdbc = jdbc;
    this.batches = batches;
    this.projects = projects;
    this.components = components;
    this.settings = settings;
    this.credentials = credentials;
  }

  /** What there is now; how components have got on until now is kept for the next look. */
  World look(Instant now, boolean settled, List<Standing> standing) {
    var seen = components.present().stream().map(AlertWorld::seen).toList();
    var before = progress();
    Map<String, Progress> after = new HashMap<>();
    for (World.Component one : seen) {
      after.put(one.id(), Progress.after(before.get(one.id()), one, now));
    }
    keep(before, after);
    var differences = differences();
    var all =
        projects.existing().entrySet().stream()
            .map(
                one ->
                    new World.Project(one.getKey(), one.getValue(), differences.get(one.getKey())))
            .toList();
    var world =
        new World(
            now,
            settled,
            settings.get(),
            all,
            seen,
            after,
            credentials.all(),
            standing.stream()
                .map(one -> new World.Subject(one.alert().condition(), one.alert().about()))
                .collect(Collectors.toSet()));
    keepStalled(world.stalled());
    return world;
  }

  private void keepStalled(Map<String, String> stalled) {
    jdbc.sql(
            """
            update component_progress set stalled = null
            where stalled is not null and component_id <> all (?)""")
        .param(stalled.keySet().toArray(String[]::new))
        .update();
    batches.batchUpdate(
        "update component_progress set stalled = ? where component_id = ?",
        stalled.entrySet().stream()
            .map(one -> new Object[] {one.getValue(), one.getKey()})
            .toList());
  }

  private static World.Component seen(ComponentView view) {
    return new World.Component(
        view.id(),
        view.kind(),
        view.project(),
        view.region(),
        view.status(),
        view.step(),
        view.instance(),
        view.failure(),
        view.updatedAt(),
        view.telemetry(),
        view.latencyMillis());
  }

  private Map<String, Progress> progress() {
    Map<String, Progress> all = new HashMap<>();
    jdbc.sql("select * from component_progress")
        .query(
            row -> {
              var conflict = row.getObject("conflict_at", OffsetDateTime.class);
              all.put(
                  row.getString("component_id"),
                  new Progress(
                      row.getString("mark"),
                      row.getObject("since", OffsetDateTime.class).toInstant(),
                      row.getLong("conflicts"),
                      conflict == null ? null : conflict.toInstant()));
            });
    return all;
  }

  private void keep(Map<String, Progress> before, Map<String, Progress> after) {
    List<Object[]> changed = new ArrayList<>();
    after.forEach(
        (id, one) -> {
          if (!one.equals(before.get(id))) {
            var conflict = one.conflictAt();
            changed.add(
                new Object[] {
                  id,
                  one.mark(),
                  Timestamp.from(one.since()),
                  one.conflicts(),
                  conflict == null ? null : Timestamp.from(conflict)
                });
          }
        });
    batches.batchUpdate(
        """
        insert into component_progress (component_id, mark, since, conflicts, conflict_at)
        values (?, ?, ?, ?, ?)
        on conflict (component_id) do update
          set mark = excluded.mark, since = excluded.since, conflicts = excluded.conflicts,
            conflict_at = excluded.conflict_at""",
        changed);
    List<Object[]> gone =
        before.keySet().stream()
            .filter(id -> !after.containsKey(id))
            .map(id -> new Object[] {id})
            .toList();
    batches.batchUpdate("delete from component_progress where component_id = ?", gone);
  }

  /** By project: what the last verification has found, when it has found something. */
  private Map<String, String> differences() {
    Map<String, String> all = new HashMap<>();
    jdbc.sql(
            """
            select project, number, report ->> 'missing' as missing, report ->> 'extra' as extra,
              report ->> 'different' as different
            from verification v
            where failure ->> 'code' = 'DIFFERENCES_FOUND'
              and number = (select max(number) from verification o where o.project = v.project)""")
        .query(
            row -> {
              all.put(
                  row.getString("project"),
                  "verification %d has found %s rows missing, %s too many, %s different"
                      .formatted(
                          row.getLong("number"),
                          row.getString("missing"),
                          row.getString("extra"),
                          row.getString("different")));
            });
    return all;
  }
}
