package io.sluice.project.projects;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.lifecycle.ProjectHistory;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.ProjectStatus;
import io.sluice.project.lifecycle.StepState;
import io.sluice.project.owner.NameReservations;
import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;

/**
 * Events of projects to the rows that the API reads. The state is folded by the same function the
 * owner decides by, so the two cannot disagree.
 */
@Component
@Order(10)
class ProjectProjection implements Projection {
  static final TypeReference<List<StepRow>> STEPS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final NameReservations names;

  ProjectProjection(JdbcClient jdbc, NameReservations names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  @Override
  public void apply(Fact fact) {
    if (!(fact.data() instanceof ProjectEvent event)) {
      return;
    }
    switch (event) {
      case ProjectEvent.Created created -> create(created, fact);
      case ProjectEvent.Deleted _ -> delete(fact);
      case ProjectEvent _ -> evolve(event, fact);
    }
  }

  private void create(ProjectEvent.Created created, Fact fact) {
    ProjectDefinition definition = created.definition();
    ProjectState state = ProjectHistory.evolve(new ProjectState.None(), created);
    // Reserved already, unless this database is new.
    names.reserve(definition.name(), fact.subject(), created.at());
    jdbc.sql(
            """
            insert into project (id, name, status, type, tags, source, destination, state, steps,
              created_by, created_at, updated_at)
            values (:id, :name, :status, :type, :tags, :source, :destination, :state::json,
              :steps::json, :by, :at, :at)
            on conflict (id) do nothing""")
        .param("id", fact.subject())
        .param("name", definition.name())
        .param("status", ProjectStatus.NOT_STARTED.name())
        .param("type", type(definition))
        .param("tags", definition.tags().toArray(String[]::new))
        .param("source", definition.source())
        .param("destination", definition.destination())
        .param("state", json(state))
        .param("steps", Json.LENIENT.writeValueAsString(steps(state, List.of(), created, null)))
        .param("by", created.actor())
        .param("at", created.at().atOffset(UTC))
        .update();
  }

  private void delete(Fact fact) {
    jdbc.sql("delete from project where id = ?").param(fact.subject()).update();
    names.deleted(fact.subject());
  }

  private record Row(String state, String steps) {}

  private void evolve(ProjectEvent event, Fact fact) {
    Row before =
        jdbc.sql("select state, steps from project where id = ?")
            .param(fact.subject())
            .query((row, _) -> new Row(row.getString("state"), row.getString("steps")))
            .optional()
            .orElse(null);
    if (before == null) {
      return;
    }
    ProjectState state =
        ProjectHistory.evolve(Json.LENIENT.readValue(before.state(), ProjectState.class), event);
    if (!(state instanceof ProjectState.Existing is)) {
      return;
    }
    List<StepRow> steps =
        steps(state, Json.LENIENT.readValue(before.steps(), STEPS), event, fact.time());
    Failure failure = is instanceof ProjectState.Failed failed ? failed.failure() : null;
    List<CheckResult> checks =
        event instanceof ProjectEvent.PrecheckCompleted done && done.task() == null
            ? done.results()
            : null;
    jdbc.sql(
            """
            update project set name = :name, status = :status, tags = :tags, state = :state::json,
              steps = :steps::json, failure = :failure::json, recoverable_until = :until,
              pause_reason = case when :paused then :reason when :status = 'PAUSED'
                then pause_reason end,
              precheck = coalesce(:precheck::json, precheck),
              started_at = coalesce(started_at, :started), updated_at = :at
            where id = :id""")
        .param("id", fact.subject())
        .param("name", is.definition().name())
        .param("status", is.status().name())
        .param("tags", is.definition().tags().toArray(String[]::new))
        .param("state", json(state))
        .param("steps", Json.LENIENT.writeValueAsString(steps))
        .param("failure", failure == null ? null : Json.LENIENT.writeValueAsString(failure))
        .param("until", at(recoverableUntil(is)))
        .param("paused", event instanceof ProjectEvent.Paused)
        .param("reason", event instanceof ProjectEvent.Paused paused ? paused.reason() : null)
        .param("precheck", checks == null ? null : Json.LENIENT.writeValueAsString(checks))
        .param("started", event instanceof ProjectEvent.Started ? at(fact.time()) : null)
        .param("at", fact.time().atOffset(UTC))
        .update();
    if (event instanceof ProjectEvent.Renamed renamed) {
      names.reserve(renamed.name(), fact.subject(), fact.time());
      names.renamed(fact.subject(), renamed.name(), fact.time());
    }
  }

  /**
   * The statuses are the state's; a state that knows no steps any more leaves them as they were.
   */
  private static List<StepRow> steps(
      ProjectState state, List<StepRow> before, ProjectEvent event, @Nullable Instant at) {
    if (!(state instanceof ProjectState.Existing is)) {
      return before;
    }
    Map<Step, StepState> known = is instanceof ProjectState.Begun begun ? begun.steps() : Map.of();
    var rows = new ArrayList<StepRow>();
    for (Step step : is.definition().options().steps().stream().sorted().toList()) {
      // All begins anew where a project is resynchronized.
      StepRow row =
          before.stream()
              .filter(one -> one.step() == step && !(event instanceof ProjectEvent.Started))
              .findFirst()
              .orElse(StepRow.pending(step));
      StepState now = known.get(step);
      boolean told = event instanceof ProjectEvent.StepAdvanced e && e.step() == step;
      var report = told ? ((ProjectEvent.StepAdvanced) event).report() : row.report();
      var status = now == null ? row.status() : now.status();
      boolean changed = told || status != row.status();
      rows.add(
          new StepRow(
              step, status, report.isEmpty() ? row.report() : report, changed ? at : row.at()));
    }
    return rows;
  }

  private static @Nullable Instant recoverableUntil(ProjectState state) {
    return switch (state) {
      case ProjectState.Paused paused -> paused.recoverableUntil();
      case ProjectState.Failed failed -> failed.recoverableUntil();
      case ProjectState _ -> null;
    };
  }

  static String type(ProjectDefinition definition) {
    return definition.destinationKind() == ComponentKind.CONNECTOR
        ? "POSTGRESQL_TO_KAFKA"
        : "POSTGRESQL_TO_POSTGRESQL";
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant time) {
    return time == null ? null : time.atOffset(UTC);
  }

  private static String json(ProjectState state) {
    return Json.LENIENT.writerFor(ProjectState.class).writeValueAsString(state);
  }

  @Override
  public List<String> tables() {
    return List.of("project");
  }
}
