package io.sluice.project.flow;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.TableMapping;
import io.sluice.contract.VerificationPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the components of a project are told of it. */
final class Specs {
  private Specs() {}

  /** Of a component that is there as long as its project. */
  static ComponentSpec of(
      String id, ProjectDefinition definition, ComponentKind kind, List<TableMapping> tables) {
    return spec(kind.idFor(id), id, definition, kind, tables, null);
  }

  /** Of one that brings tables in: it hands them over to the one that writes. */
  static ComponentSpec task(
      String id, ProjectDefinition definition, long task, List<TableMapping> tables) {
    ComponentKind kind = definition.destinationKind();
    return spec(kind.taskFor(id, task), id, definition.as(task), kind, tables, kind.idFor(id));
  }

  /** Of one that compares. */
  static ComponentSpec verifier(
      String id, ProjectDefinition definition, long number, VerificationPlan plan) {
    ComponentKind kind = definition.destinationKind();
    var options =
        definition
            .options()
            .verifying(plan.followed(), plan.readConcurrency(), plan.rowsPerSecond());
    var verified = definition.withOptions(options).as(definition.revision());
    return spec(kind.verifierFor(id, number), id, verified, kind, plan.tables(), null);
  }

  private static ComponentSpec spec(
      String component,
      String id,
      ProjectDefinition definition,
      ComponentKind kind,
      List<TableMapping> tables,
      @Nullable String mergesInto) {
    return new ComponentSpec(
        component,
        kind,
        id,
        definition.name(),
        definition.region(),
        ComponentKind.STORE.idFor(id),
        definition.source(),
        kind == ComponentKind.STORE ? null : definition.destination(),
        tables,
        definition.options(),
        definition.revision(),
        mergesInto);
  }
}
