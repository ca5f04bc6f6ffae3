package io.sluice.project.verifications;

import static java.time.ZoneOffset.UTC;

import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.TableComparison;
import io.sluice.contract.VerificationPlan;
import io.sluice.contract.cloudevents.Json;
import io.sluice.project.lifecycle.Verification.Status;
import io.sluice.project.projections.Fact;
import io.sluice.project.projections.Projection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Events of verifications to the rows that the API reads. */
@Component
@Order(30)
class VerificationProjection implements Projection {
  private final JdbcClient jdbc;

  VerificationProjection(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void apply(Fact fact) {
    switch (fact.data()) {
      case ProjectEvent.VerificationStarted e -> start(e, fact);
      case ProjectEvent.VerificationUpdated e -> update(e.plan(), e.number(), fact);
      case ProjectEvent.VerificationPaused e -> status(Status.PAUSED, null, e.number(), fact);
      case ProjectEvent.VerificationResumed e -> status(Status.RUNNING, null, e.number(), fact);
      case ProjectEvent.VerificationFailed e ->
          status(Status.FAILED, e.failure(), e.number(), fact);
      case ProjectEvent.VerificationCancelled e -> status(Status.CANCELLED, null, e.number(), fact);
      case ProjectEvent.VerificationCompleted e -> complete(e, fact);
      case ProjectEvent.ReleaseStarted _, ProjectEvent.ResynchronizationStarted _ -> end(fact);
      case ProjectEvent.Deleted _ -> delete(fact);
      case ComponentEvent.TableCompared e -> compared(e);
      case null, default -> {}
    }
  }

  private void start(ProjectEvent.VerificationStarted event, Fact fact) {
    ComponentKind kind = event.definition().destinationKind();
    jdbc.sql(
            """
            insert into verification
              (project, number, component, status, plan, started_by, started_at)
            values (:project, :number, :component, :status, :plan::json, :by, :at)
            on conflict (project, number) do nothing""")
        .param("project", fact.subject())
        .param("number", event.number())
        .param("component", kind.verifierFor(fact.subject(), event.number()))
        .param("status", Status.RUNNING.name())
        .param("plan", Json.LENIENT.writeValueAsString(event.plan()))
        .param("by", event.actor())
        .param("at", fact.time().atOffset(UTC))
        .update();
  }

  private void update(VerificationPlan plan, long number, Fact fact) {
    jdbc.sql("update verification set plan = ?::json where project = ? and number = ?")
        .params(List.of(Json.LENIENT.writeValueAsString(plan), fact.subject(), number))
        .update();
  }

  private void status(Status status, @Nullable Failure failure, long number, Fact fact) {
    jdbc.sql(
            """
            update verification set status = :status, failure = :failure::json,
              ended_at = case when :ended then cast(:at as timestamptz) end
            where project = :project and number = :number""")
        .param("status", status.name())
        .param("failure", failure == null ? null : Json.LENIENT.writeValueAsString(failure))
        .param("ended", status == Status.CANCELLED)
        .param("at", fact.time().atOffset(UTC))
        .param("project", fact.subject())
        .param("number", number)
        .update();
  }

  private void complete(ProjectEvent.VerificationCompleted event, Fact fact) {
    Failure found = event.found();
    jdbc.sql(
            """
            update verification set status = :status, report = :report::json,
              failure = :found::json, ended_at = :at
            where project = :project and number = :number""")
        .param("status", Status.COMPLETED.name())
        .param("report", Json.LENIENT.writeValueAsString(event.report()))
        .param("found", found == null ? null : Json.LENIENT.writeValueAsString(found))
        .param("at", fact.time().atOffset(UTC))
        .param("project", fact.subject())
        .param("number", event.number())
        .update();
  }

  /** Its component goes with the others. */
  private void end(Fact fact) {
    jdbc.sql(
            """
            update verification set status = :status, ended_at = :at
            where project = :project and ended_at is null""")
        .param("status", Status.CANCELLED.name())
        .param("at", fact.time().atOffset(UTC))
        .param("project", fact.subject())
        .update();
  }

  private void delete(Fact fact) {
    jdbc.sql("delete from verification where project = ?").param(fact.subject()).update();
    jdbc.sql("delete from table_comparison where project = ?").param(fact.subject()).update();
    jdbc.sql("delete from verification_schedule where project = ?").param(fact.subject()).update();
  }

  private void compared(ComponentEvent.TableCompared event) {
    Long number = ComponentKind.verificationOf(event.componentId());
    if (number == null) {
      return;
    }
    TableComparison comparison = event.comparison();
    jdbc.sql(
            """
            insert into table_comparison (project, number, source_schema, source_name, comparison)
            values (:project, :number, :schema, :name, :comparison::json)
            on conflict (project, number, source_schema, source_name)
              do update set comparison = excluded.comparison""")
        .param("project", event.projectId())
        .param("number", number)
        .param("schema", comparison.source().schema())
        .param("name", comparison.source().name())
        .param("comparison", Json.LENIENT.writeValueAsString(comparison))
        .update();
  }

  @Override
  public List<String> tables() {
    return List.of("verification", "table_comparison");
  }
}
