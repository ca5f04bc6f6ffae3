package io.sluice.project.components;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.Telemetry;
import io.sluice.contract.cloudevents.Json;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.access.AccessRules;
import io.sluice.project.gateway.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/** Reads components together with how they do. */
@Component
public class ComponentQuery {
  private static final TypeReference<List<Telemetry.TableProgress>> TABLES =
      new TypeReference<>() {};

  private static final String FROM =
      """
      from component c
      left join telemetry t on t.component_id = c.id
      left join component_progress g on g.component_id = c.id
      left join project p on p.id = c.project
      """;

  private static final String SELECT =
      """
      select c.*, p.name as project_name, t.data as telemetry, t.tables as tables, t.known_at,
        t.known_latency, g.stalled
      """
          + FROM;

  private static final String FILTER =
      """
      where c.status <> 'DESTROYED'
        and (cast(:kind as text) is null or c.kind = :kind)
        and (cast(:region as text) is null or c.region = :region)
        and (c.id ilike :like or c.project ilike :like or p.name ilike :like
          or c.instance ilike :like or t.data ->> 'address' ilike :like)
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  ComponentQuery(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  public Optional<ComponentView> find(String id) {
    return jdbc.sql(SELECT + "where c.id = ?").param(id).query(this::view).optional();
  }

  /** What one is configured with, as far as its events have come. */
  ComponentSpec spec(String id) {
    return jdbc.sql("select spec from component where id = ?")
        .param(id)
        .query((row, _) -> Json.LENIENT.readValue(row.getString("spec"), ComponentSpec.class))
        .single();
  }

  /** Those of these projects, destroyed ones too. */
  public List<ComponentView> ofProjects(Collection<String> projects) {
    return jdbc.sql(SELECT + "where c.project = any (?) order by c.id")
        .param(projects.toArray(String[]::new))
        .query(this::view)
        .list();
  }

  /** All that are not destroyed. */
  public List<ComponentView> present() {
    return jdbc.sql(SELECT + "where c.status <> 'DESTROYED' order by c.id")
        .query(this::view)
        .list();
  }

  Page<ComponentView> list(
      @Nullable ComponentKind kind,
      @Nullable String region,
      @Nullable String keyword,
      int page,
      int size) {
    Page.check(page, size);
    String named = kind == null ? null : kind.name();
    String like = Page.like(keyword);
    var items =
        jdbc.sql(SELECT + FILTER + "order by c.created_at desc, c.id limit :size offset :from")
            .param("kind", named)
            .param("region", region)
            .param("like", like)
            .param("size", size)
            .param("from", (long) page * size)
            .query(this::view)
            .list();
    long total =
        jdbc.sql("select count(*) " + FROM + FILTER)
            .param("kind", named)
            .param("region", region)
            .param("like", like)
            .query(Long.class)
            .single();
    return new Page<>(items, page, size, total);
  }

  private ComponentView view(ResultSet row, int number) throws SQLException {
    var state = Json.LENIENT.readValue(row.getString("state"), ComponentState.class);
    var spec = Json.LENIENT.readValue(row.getString("spec"), ComponentSpec.class);
    var component = state instanceof ComponentState.Present present ? present.component() : null;
    Telemetry telemetry = read(row.getString("telemetry"), Telemetry.class);
    Failure failure = read(row.getString("failure"), Failure.class);
    String tables = row.getString("tables");
    String projectName = row.getString("project_name");
    return new ComponentView(
        row.getString("id"),
        spec.kind(),
        spec.projectId(),
        projectName == null ? spec.projectName() : projectName,
        row.getString("region"),
        spec.storeId(),
        state.status(),
        component == null ? null : component.step(),
        component == null ? null : progress(component, state.status()),
        component == null ? 0 : component.epoch(),
        row.getString("instance"),
        row.getInt("attempts"),
        failure == null ? null : failure.code().text(),
        failure,
        failure == null ? null : failure.remedy(),
        AccessRules.allowed(actions(state.status(), spec.kind())),
        telemetry == null ? null : telemetry.earliest(),
        telemetry == null ? null : telemetry.current(),
        state instanceof ComponentState.Present
            ? ComponentView.latency(
                telemetry, known(row), row.getLong("known_latency"), clock.instant())
            : null,
        ComponentView.retained(telemetry, clock.instant()),
        row.getString("stalled"),
        component == null ? null : component.replayFrom(),
        telemetry,
        tables == null ? null : Json.LENIENT.readValue(tables, TABLES),
        at(row, "created_at"),
        at(row, "updated_at"));
  }

  private static StepStatus progress(
      ComponentState.Component component, ComponentState.Status status) {
    if (component.completed().contains(component.step())) {
      return StepStatus.COMPLETED;
    }
    if (status == ComponentState.Status.FAILED) {
      return StepStatus.FAILED;
    }
    if (component.step() == Step.INCREMENTAL && component.caughtUp()) {
      return StepStatus.MONITORING;
    }
    return component.epoch() == 0 ? StepStatus.PENDING : StepStatus.RUNNING;
  }

  private static List<String> actions(ComponentState.Status status, ComponentKind kind) {
    return switch (status) {
      case STOPPED, FAILED ->
          kind == ComponentKind.STORE
              ? List.of("start", "update", "destroy")
              : List.of("start", "replay", "update", "destroy");
      case RUNNING ->
          kind == ComponentKind.STORE
              ? List.of("pause", "update")
              : List.of("pause", "replay", "update");
      case STARTING -> List.of("pause", "update");
      case RETRYING -> List.of("start", "pause", "update");
      case STOPPING -> List.of("start", "update");
      case ABSENT, DESTROYING, DESTROYED -> List.of();
    };
  }

  private static <T> @Nullable T read(@Nullable String json, Class<T> type) {
    return json == null ? null : Json.LENIENT.readValue(json, type);
  }

  private static @Nullable Instant known(ResultSet row) throws SQLException {
    var time = row.getObject("known_at", OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static Instant at(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
