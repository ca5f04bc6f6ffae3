package io.sluice.project.components;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Failure;
import io.sluice.contract.cloudevents.Json;
import io.sluice.lifecycle.ComponentLifecycle;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events of components to the rows that the API reads. */
@Component
@Order(20)
class ComponentProjection implements Projection {
  private final JdbcClient jdbc;

  ComponentProjection(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void apply(Fact fact) {
    if (fact.data() instanceof ComponentEvent event) {
      if (event instanceof ComponentEvent.Created created) {
        create(created.spec(), fact);
      }
      evolve(event, fact);
    }
  }

  private void create(ComponentSpec spec, Fact fact) {
    jdbc.sql(
            """
            insert into component
              (id, kind, project, region, status, state, spec, attempts, created_at, updated_at)
            values (:id, :kind, :project, :region, :status, :state::json, :spec::json, 0, :at, :at)
            on conflict (id) do nothing""")
        .param("id", spec.componentId())
        .param("kind", spec.kind().name())
        .param("project", spec.projectId())
        .param("region", spec.region())
        .param("status", ComponentState.Status.ABSENT.name())
        .param("state", json(new ComponentState.Absent()))
        .param("spec", Json.LENIENT.writeValueAsString(spec))
        .param("at", fact.time().atOffset(UTC))
        .update();
  }

  private void evolve(ComponentEvent event, Fact fact) {
    String before =
        jdbc.sql("select state from component where id = ?")
            .param(event.componentId())
            .query(String.class)
            .optional()
            .orElse(null);
    if (before == null) {
      return;
    }
    ComponentState state =
        ComponentLifecycle.evolve(Json.LENIENT.readValue(before, ComponentState.class), event);
    Failure failure = failure(state);
    jdbc.sql(
            """
            update component set status = :status, state = :state::json,
              spec = coalesce(:spec::json, spec), region = coalesce(:region, region),
              instance = case when :started then :instance else instance end,
              attempts = :attempts, failure = :failure::json, updated_at = :at
            where id = :id""")
        .param("id", event.componentId())
        .param("status", state.status().name())
        .param("state", json(state))
        .param("spec", spec(state) == null ? null : Json.LENIENT.writeValueAsString(spec(state)))
        .param("region", region(state))
        .param("started", event instanceof ComponentEvent.Started)
        .param("instance", event instanceof ComponentEvent.Started s ? s.instance() : null)
        .param("attempts", attempts(state))
        .param("failure", failure == null ? null : Json.LENIENT.writeValueAsString(failure))
        .param("at", fact.time().atOffset(UTC))
        .update();
  }

  private static @Nullable ComponentSpec spec(ComponentState state) {
    return state instanceof ComponentState.Present present ? present.component().spec() : null;
  }

  private static @Nullable String region(ComponentState state) {
    ComponentSpec spec = spec(state);
    return spec == null ? null : spec.region();
  }

  private static @Nullable Failure failure(ComponentState state) {
    return switch (state) {
      case ComponentState.Failed failed -> failed.failure();
      case ComponentState.Retrying retrying -> retrying.failure();
      case ComponentState.Destroying destroying -> destroying.lastFailure();
      case ComponentState _ -> null;
    };
  }

  private static int attempts(ComponentState state) {
    return switch (state) {
      case ComponentState.Retrying retrying -> retrying.attempts();
      case ComponentState.Running running -> running.attempts();
      case ComponentState.Destroying destroying -> destroying.attempts();
      case ComponentState _ -> 0;
    };
  }

  private static String json(ComponentState state) {
    return Json.LENIENT.writerFor(ComponentState.class).writeValueAsString(state);
  }

  @Override
  public List<String> tables() {
    return List.of("component");
  }
}
