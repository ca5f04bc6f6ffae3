package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;
import static io.sluice.lifecycle.Decision.unchanged;

import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.TableFailurePolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Failed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How tables are left out for a while, so that the others go on. */
final class Suspension {
  private static final int LONGEST_REASON = 500;
  private static final String NO_REASON = "no reason given";

  private Suspension() {}

  /** These tables, each suspended as it is known to be. */
  static List<TableMapping> kept(List<TableMapping> known, List<TableMapping> tables) {
    var reasons = new HashMap<TableName, String>();
    for (TableMapping table : known) {
      String reason = table.suspended();
      if (reason != null) {
        reasons.put(table.source(), reason);
      }
    }
    return tables.stream().map(table -> table.suspended(reasons.get(table.source()))).toList();
  }

  static Decision<ProjectEvent> suspend(Begun is, ProjectCommand.SuspendTables asked, Facts facts) {
    String reason = Objects.requireNonNullElse(asked.reason(), NO_REASON);
    return reason.isBlank() || reason.length() > LONGEST_REASON
        ? refuse(INVALID_INPUT, "reason: 1 to " + LONGEST_REASON + " characters")
        : suspend(
            is,
            new ProjectEvent.TablesSuspended(asked.tables(), asked.reason(), null),
            reason,
            facts);
  }

  /** What follows when one table alone cannot go on; empty when the project stays where it is. */
  static List<ProjectEvent> after(Failed is, Facts facts) {
    Failure failure = is.failure();
    TableName table = failure.table();
    if (table == null || is.definition().options().onTableFailure() != TableFailurePolicy.SUSPEND) {
      return List.of();
    }
    var event = new ProjectEvent.TablesSuspended(List.of(table), null, failure);
    String reason = failure.code() + ": " + failure.detail();
    return suspend(is, event, reason, facts) instanceof Decision.Accepted<ProjectEvent>(var events)
        ? events
        : List.of();
  }

  private static Decision<ProjectEvent> suspend(
      Begun is, ProjectEvent.TablesSuspended event, String reason, Facts facts) {
    List<TableName> tables = event.tables();
    Optional<String> fault = fault(is, tables);
    if (fault.isPresent()) {
      return refuse(INVALID_INPUT, fault.get());
    }
    List<TableMapping> after =
        changed(is, tables, table -> table.flows() ? table.suspended(reason) : table);
    if (after.equals(is.definition().tables())) {
      return unchanged();
    }
    var decision = Modifications.replaced(is, after, null, facts);
    if (!(decision instanceof Decision.Accepted<ProjectEvent>(var started))) {
      return decision;
    }
    List<ProjectEvent> events = new ArrayList<>();
    events.add(event);
    events.addAll(started);
    if (is instanceof Failed failed && concerns(failed.failure(), tables)) {
      // The others can go on without what stopped them.
      var begun = (Begun) ProjectHistory.evolve(is, started.getFirst());
      events.addAll(ProjectLifecycle.resumed(begun));
    }
    return accept(events);
  }

  /** They are brought up to what the source has by then, as if they were copied again. */
  static Decision<ProjectEvent> resume(Begun is, ProjectCommand.ResumeTables asked, Facts facts) {
    List<TableName> tables = asked.tables();
    Optional<String> fault = fault(is, tables);
    if (fault.isPresent()) {
      return refuse(INVALID_INPUT, fault.get());
    }
    List<TableMapping> after = changed(is, tables, table -> table.suspended(null));
    return after.equals(is.definition().tables())
        ? unchanged()
        : Modifications.replaced(is, after, SyncOptions.Targets.MERGE, facts);
  }

  private static Optional<String> fault(Begun is, List<TableName> tables) {
    if (tables.isEmpty()) {
      return Optional.of("tables: empty");
    }
    return tables.stream()
        .filter(
            table -> is.definition().tables().stream().noneMatch(it -> it.source().equals(table)))
        .map(table -> "tables: the project has no table " + table)
        .findFirst();
  }

  private static List<TableMapping> changed(
      Begun is, List<TableName> tables, UnaryOperator<TableMapping> change) {
    return is.definition().tables().stream()
        .map(table -> tables.contains(table.source()) ? change.apply(table) : table)
        .toList();
  }

  private static boolean concerns(Failure failure, List<TableName> tables) {
    return failure.table() != null && tables.contains(failure.table());
  }
}
