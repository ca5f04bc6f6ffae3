package io.sluice.project.projects;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.cloudevents.Json;
import io.sluice.lifecycle.ComponentState.Status;
import io.sluice.project.access.AccessRules;
import io.sluice.project.components.ComponentQuery;
import io.sluice.project.components.ComponentView;
import io.sluice.project.datasources.DataSourceQuery;
import io.sluice.project.gateway.Page;
import io.sluice.project.lifecycle.Modification;
import io.sluice.project.lifecycle.ProjectActions;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.ProjectStatus;
import io.sluice.project.lifecycle.StepState;
import io.sluice.project.lifecycle.Steps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads projects together with what their components tell. */
@Component
public class ProjectQuery {
  private static final TypeReference<List<CheckResult>> CHECKS = new TypeReference<>() {};

  private static final String FILTER =
      """
      from project
      where (name ilike :like or id ilike :like)
        and (cast(:tag as text) is null or :tag = any (tags))
        and (cast(:status as text) is null or status = :status)
        and (cast(:type as text) is null or type = :type)
      """;

  private record Row(
      String id,
      String type,
      ProjectState.Existing state,
      List<StepRow> steps,
      @Nullable List<CheckResult> precheck,
      @Nullable Failure failure,
      @Nullable String pauseReason,
      @Nullable Instant recoverableUntil,
      String createdBy,
      Instant createdAt,
      @Nullable Instant startedAt,
      Instant updatedAt) {}

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

  public Page<ProjectItem> list(ProjectFilter filter) {
    var rows =
        filtered(
                "select * " + FILTER + "order by " + filter.order() + " limit :size offset :from",
                filter)
            .param("size", filter.size())
            .param("from", (long) filter.page() * filter.size())
            .query((row, _) -> row(row))
            .list();
    Map<String, List<ComponentView>> parts =
        components.ofProjects(rows.stream().map(Row::id).toList()).stream()
            .collect(Collectors.groupingBy(ComponentView::project));
    var items =
        rows.stream().map(row -> item(row, parts.getOrDefault(row.id(), List.of()))).toList();
    long total = filtered("select count(*) " + FILTER, filter).query(Long.class).single();
    return new Page<>(items, filter.page(), filter.size(), total);
  }

  public Optional<ProjectView> find(String id) {
    return jdbc.sql("select * from project where id = ?")
        .param(id)
        .query((row, _) -> row(row))
        .optional()
        .map(row -> view(row, components.ofProjects(List.of(id))));
  }

  /** What is so about all that run, by id. */
  Map<String, ProjectState.Existing> running() {
    return jdbc
        .sql("select * from project where status = 'RUNNING'")
        .query((row, _) -> row(row))
        .list()
        .stream()
        .collect(Collectors.toMap(Row::id, Row::state));
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
    return jdbc.sql("select * from project").query((row, _) -> row(row)).list().stream()
        .collect(Collectors.toMap(Row::id, Row::state));
  }

  Optional<ProjectState.Existing> state(String id) {
    return jdbc.sql("select * from project where id = ?")
        .param(id)
        .query((row, _) -> row(row))
        .optional()
        .map(Row::state);
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

  private JdbcClient.StatementSpec filtered(String sql, ProjectFilter filter) {
    return jdbc.sql(sql)
        .param("like", Page.like(filter.keyword()))
        .param("tag", filter.tag())
        .param("status", filter.status() == null ? null : filter.status().name())
        .param("type", filter.type());
  }

  private ProjectItem item(Row row, List<ComponentView> parts) {
    var is = row.state();
    return new ProjectItem(
        row.id(),
        is.definition().name(),
        row.type(),
        is.status(),
        row.steps().stream().map(step -> StepView.of(step, own(parts)).brief()).toList(),
        latency(own(parts)),
        is.definition().tags(),
        actions(row),
        row.createdAt(),
        row.updatedAt());
  }

  private ProjectView view(Row row, List<ComponentView> parts) {
    var is = row.state();
    ProjectDefinition definition = is.definition();
    return new ProjectView(
        row.id(),
        definition.name(),
        row.type(),
        is.status(),
        actions(row),
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

  private static boolean isOver(ComponentView part) {
    return !ComponentKind.isOwn(part.id()) && part.status() == Status.DESTROYED;
  }

  /** Without what brings tables in or compares them. */
  private static List<ComponentView> own(List<ComponentView> parts) {
    return parts.stream().filter(part -> ComponentKind.isOwn(part.id())).toList();
  }

  private static ProjectView.@Nullable Change change(Row row, List<ComponentView> parts) {
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

  private List<String> actions(Row row) {
    return AccessRules.allowed(ProjectActions.of(row.id(), row.state(), clock.instant()));
  }

  private static @Nullable Long latency(List<ComponentView> parts) {
    return parts.stream()
        .filter(it -> it.kind() != ComponentKind.STORE && it.latencyMillis() != null)
        .map(ComponentView::latencyMillis)
        .findFirst()
        .orElse(null);
  }

  private static Row row(ResultSet row) throws SQLException {
    String precheck = row.getString("precheck");
    String failure = row.getString("failure");
    return new Row(
        row.getString("id"),
        row.getString("type"),
        (ProjectState.Existing) Json.LENIENT.readValue(row.getString("state"), ProjectState.class),
        Json.LENIENT.readValue(row.getString("steps"), ProjectProjection.STEPS),
        precheck == null ? null : Json.LENIENT.readValue(precheck, CHECKS),
        failure == null ? null : Json.LENIENT.readValue(failure, Failure.class),
        row.getString("pause_reason"),
        at(row, "recoverable_until"),
        row.getString("created_by"),
        java.util.Objects.requireNonNull(at(row, "created_at")),
        at(row, "started_at"),
        java.util.Objects.requireNonNull(at(row, "updated_at")));
  }

  private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
