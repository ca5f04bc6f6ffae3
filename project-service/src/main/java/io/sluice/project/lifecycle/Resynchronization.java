package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;

import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Completed;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How tables of a project that has started are copied again. */
final class Resynchronization {
  private Resynchronization() {}

  static Decision<ProjectEvent> decide(Begun is, ProjectCommand.Resynchronize asked, Facts facts) {
    Optional<String> inTheWay = Modifications.inTheWay(is);
    List<TableName> tables = asked.tables();
    if (inTheWay.isPresent() && tables != null) {
      return refuse(NOT_ALLOWED_NOW, inTheWay.get());
    }
    var targets = Objects.requireNonNullElse(asked.targets(), SyncOptions.Targets.MERGE);
    List<String> components = ProjectState.components(facts.projectId(), is);
    return tables == null
        ? accept(
            new ProjectEvent.ResynchronizationStarted(
                components, is.definition().withOptions(is.definition().options().with(targets))))
        : some(is, tables, targets, components);
  }

  private static Decision<ProjectEvent> some(
      Begun is, List<TableName> tables, SyncOptions.Targets targets, List<String> components) {
    if (is instanceof Completed) {
      return refuse(NOT_ALLOWED_NOW, "it is complete: resynchronize all of it");
    }
    ProjectDefinition after = is.definition().as(is.definition().revision() + 1);
    List<TableMapping> copied =
        after.flowing().stream().filter(table -> tables.contains(table.source())).toList();
    for (TableName table : tables) {
      if (copied.stream().noneMatch(one -> one.source().equals(table))) {
        return refuse(INVALID_INPUT, "tables: the project has no table that flows, " + table);
      }
    }
    if (tables.isEmpty()) {
      return refuse(INVALID_INPUT, "tables: empty; leave it out for all");
    }
    Optional<Decision<ProjectEvent>> refusal = Modifications.refusal(is, copied);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    var started =
        new ProjectEvent.ModificationStarted(is.definition(), after, components, copied, targets);
    return accept(List.of(started, Modifications.precheck(after, Modification.begun(started))));
  }
}
