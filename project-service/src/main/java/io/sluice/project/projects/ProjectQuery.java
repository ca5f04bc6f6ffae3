package io.sluice.project.projects;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.lifecycle.ComponentState.Status;
import io.sluice.project.access.AccessRules;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.datasources.DataSourceQuery;
import io.sluice.project.lifecycle.Modification;
import io.sluice.project.lifecycle.ProjectActions;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.ProjectStatus;
import io.sluice.project.lifecycle.StepState;
import io.sluice.project.lifecycle.Steps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads projects together with what their components tell. */
@Component
public class ProjectQuery {
  private final JdbcClient jdbc;
  private final ComponentQuery components;
  private final DataSourceQuery dataSources;
  private final InstantSource clock;

  ProjectQuery(
      JdbcClient jdbc,
      ComponentQuery components,
      DataSourceQuery dataSources,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.components = components;
    this.dataSources = dataSources;
    this.clock = clock;
  }

  public Optional<ProjectView> find(String id) {
    return jdbc.sql("select * from project where id = ?")
        .param(id)
        .query((row, _) -> ProjectRow.of(row))
        .optional()
        .map(row -> view(row, components.ofProjects(List.of(id))));
  }

  /** What is so about all that run, by id. */
  Map<String, ProjectState.Existing> running() {
    return jdbc
        .sql("select * from project where status = 'RUNNING'")
        .query((row, _) -> ProjectRow.of(row))
        .list()
        .stream()
        .collect(Collectors.toMap(ProjectRow::id, ProjectRow::state));
  }

  /** How many there are by status. */
  public Map<ProjectStatus, Long> counts() {
    Map<ProjectStatus, Long> counts = new EnumMap<>(ProjectStatus.class);
    jdbc.sql("select status, count(*) as count from project group by status")
        .query(
            row -> {
              counts.put(ProjectStatus.valueOf(row.getString("status")), row.getLong("count"));
            });
    return counts;
  }

  /** The component that writes to a project's destination; null when there is no such project. */
  public @Nullable String writes(String id) {
    return state(id).map(is -> is.definition().destinationKind().idFor(id)).orElse(null);
  }

  /** What is so about all that there are, by id. */
  Map<String, ProjectState.Existing> existing() {
    return jdbc.sql("select * from project").query((row, _) -> ProjectRow.of(row)).list().stream()
        .collect(Collectors.toMap(ProjectRow::id, ProjectRow::state));
  }

  /** What is so about those of these that there are, by id. */
  public Map<String, ProjectState.Existing> existing(Collection<String> ids) {
    return jdbc
        .sql("select * from project where id = any (?)")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> ProjectRow.of(row))
        .list()
        .stream()
        .collect(Collectors.toMap(ProjectRow::id, ProjectRow::state));
  }

  Optional<ProjectState.Existing> state(String id) {
    return jdbc.sql("select * from project where id = ?")
        .param(id)
        .query((row, _) -> ProjectRow.of(row))
        .optional()
        .map(ProjectRow::state);
  }

  /** True when there is one, or one was asked for here whose event has not come yet. */
  boolean mayExist(String id) {
    return jdbc.sql(
            """
            select exists (select 1 from project where id = :id)
              or exists (select 1 from command_sent where subject = :id)""")
        .param("id", id)
        .query(Boolean.class)
        .single();
  }

  /** True when another project has this name. */
  boolean nameTaken(String name, String id) {
    return jdbc.sql(
            """
            select exists (select 1 from name_reservation
              where scope = 'project' and name = ? and holder <> ?)""")
        .params(name, id)
        .query(Boolean.class)
        .single();
  }

  private ProjectView view(ProjectRow row, List<ComponentView> parts) {
    var is = row.state();
    ProjectDefinition definition = is.definition();
    return new ProjectView(
        row.id(),
        definition.name(),
        row.type(),
        is.status(),
        actions(row, clock.instant()),
        definition.tags(),
        definition.region(),
        definition.alertLevel(),
        definition.alerts(),
        endpoint(definition.source()),
        endpoint(definition.destination()),
        row.steps().stream().map(step -> StepView.of(step, own(parts))).toList(),
        latency(own(parts)),
        parts.stream().filter(part -> !isOver(part)).map(ProjectQuery::part).toList(),
        row.failure() == null
            ? null
            : ProjectView.Stop.of(
                is instanceof ProjectState.Failed failed ? failed.step() : null, row.failure()),
        change(row, parts),
        row.pauseReason(),
        row.recoverableUntil(),
        row.precheck(),
        definition.revision(),
        definition.tables(),
        definition.rules(),
        definition.options(),
        row.createdBy(),
        row.createdAt(),
        row.startedAt(),
        row.updatedAt());
  }

  /**
   * A name that no other project has, made from this one.
   *
   * @param id the project that is to have it
   */
  String freeName(String name, String id) {
    for (int i = 1; ; i++) {
      String mark = i == 1 ? " (copy)" : " (copy %d)".formatted(i);
      int room = Math.min(name.codePointCount(0, name.length()), 64 - mark.length());
      String copy = name.substring(0, name.offsetByCodePoints(0, room)).strip() + mark;
      if (!nameTaken(copy, id)) {
        return copy;
      }
    }
  }

  private static boolean isOver(ComponentView part) {
    return !ComponentKind.isOwn(part.id()) && part.status() == Status.DESTROYED;
  }

  /** Without what brings tables in or compares them. */
  static List<ComponentView> own(List<ComponentView> parts) {
    return parts.stream().filter(part -> ComponentKind.isOwn(part.id())).toList();
  }

  private static ProjectView.@Nullable Change change(ProjectRow row, List<ComponentView> parts) {
    Modification modification =
        row.state() instanceof ProjectState.Begun begun ? begun.modification() : null;
    if (modification == null) {
      return null;
    }
    ProjectDefinition definition = row.state().definition();
    String component = definition.destinationKind().taskFor(row.id(), modification.task());
    var its =
        parts.stream()
            .filter(part -> part.id().equals(component) || part.kind() == ComponentKind.STORE)
            .toList();
    var steps =
        Steps.of(definition).stream()
            .map(step -> StepView.of(row(step, modification.steps().get(step)), its))
            .toList();
    Failure failure = modification.failure();
    return new ProjectView.Change(
        component,
        modification.task(),
        modification.tables(),
        steps,
        failure == null ? null : ProjectView.Stop.of(null, failure));
  }

  private static StepRow row(Step step, @Nullable StepState state) {
    StepRow pending = StepRow.pending(step);
    return state == null ? pending : new StepRow(step, state.status(), pending.report(), null);
  }

  private ProjectView.Endpoint endpoint(String id) {
    return dataSources
        .find(id)
        .map(
            it ->
                new ProjectView.Endpoint(
                    id,
                    it.name(),
                    it.kind().name(),
                    it.host(),
                    it.port(),
                    it.database(),
                    it.username(),
                    it.bootstrapServers()))
        .orElse(new ProjectView.Endpoint(id, null, null, null, null, null, null, null));
  }

  private static ProjectView.Part part(ComponentView it) {
    var telemetry = it.telemetry();
    return new ProjectView.Part(
        it.id(),
        it.kind(),
        it.status(),
        it.step(),
        it.region(),
        it.instance(),
        it.updatedAt(),
        telemetry == null ? null : telemetry.waitsFor(),
        it.stalled(),
        it.failure());
  }

  static List<String> actions(ProjectRow row, Instant now) {
    return AccessRules.allowed(ProjectActions.of(row.id(), row.state(), now));
  }

  static @Nullable Long latency(List<ComponentView> parts) {
    return parts.stream()
        .filter(it -> it.kind() != ComponentKind.STORE && it.latencyMillis() != null)
        .map(ComponentView::latencyMillis)
        .findFirst()
        .orElse(null);
  }
}
