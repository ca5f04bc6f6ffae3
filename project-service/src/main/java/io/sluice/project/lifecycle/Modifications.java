package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.contract.ErrorCode.TABLES_NOT_ADDABLE;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;
import static io.sluice.lifecycle.Decision.unchanged;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Existing;
import io.sluice.project.lifecycle.ProjectState.Failed;
import io.sluice.project.lifecycle.ProjectState.NotStarted;
import io.sluice.project.lifecycle.ProjectState.Paused;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the objects of a project change, and how tables come into one that has started. */
final class Modifications {
  private Modifications() {}

  static Decision<ProjectEvent> modify(NotStarted is, ProjectCommand.ModifyObjects asked) {
    return modified(is, asked.tables(), asked.rules(), List.of(), List.of(), null);
  }

  /** Which tables are suspended is left as it is: they are suspended and resumed by their names. */
  static Decision<ProjectEvent> modify(Begun is, ProjectCommand.ModifyObjects asked, Facts facts) {
    var tables = Suspension.kept(is.definition().tables(), asked.tables());
    return replaced(is, tables, asked.rules(), null, facts);
  }

  /**
   * As {@link #modify}, with what is said of each table about its suspension.
   *
   * @param targets what the copy does with rows that are there; null for as the options say
   */
  static Decision<ProjectEvent> replaced(
      Begun is, List<TableMapping> tables, SyncOptions.@Nullable Targets targets, Facts facts) {
    return replaced(is, tables, null, targets, facts);
  }

  private static Decision<ProjectEvent> replaced(
      Begun is,
      List<TableMapping> tables,
      @Nullable List<String> rules,
      SyncOptions.@Nullable Targets targets,
      Facts facts) {
    Optional<String> inTheWay = inTheWay(is);
    if (inTheWay.isPresent()) {
      return refuse(NOT_ALLOWED_NOW, inTheWay.get());
    }
    List<TableMapping> copied = TableMapping.toBeCopied(is.definition().tables(), tables);
    Optional<Decision<ProjectEvent>> refusal = refusal(is, copied);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (!tables.isEmpty() && tables.stream().noneMatch(TableMapping::flows)) {
      return refuse(INVALID_INPUT, "tables: all would be suspended; pause the project instead");
    }
    var components = ProjectState.components(facts.projectId(), is);
    return modified(is, tables, rules, components, copied, targets);
  }

  /** Empty when these tables can be brought in. */
  static Optional<Decision<ProjectEvent>> refusal(Begun is, List<TableMapping> copied) {
    if (copied.isEmpty()) {
      return Optional.empty();
    }
    return has(is, Step.FULL) && has(is, Step.INCREMENTAL)
        ? Optional.empty()
        : Optional.of(
            refuse(
                TABLES_NOT_ADDABLE,
                "it needs full and incremental synchronization; tables: " + names(copied)));
  }

  private static Decision<ProjectEvent> modified(
      Existing is,
      List<TableMapping> tables,
      @Nullable List<String> rules,
      List<String> components,
      List<TableMapping> copied,
      SyncOptions.@Nullable Targets targets) {
    ProjectDefinition before = is.definition();
    ProjectDefinition after = before.withObjects(tables, rules);
    Optional<String> fault = DefinitionRules.faultOfObjects(after);
    if (fault.isPresent()) {
      return refuse(INVALID_INPUT, fault.get());
    }
    if (after.as(before.revision()).equals(before)) {
      return unchanged();
    }
    List<ProjectEvent> events = new ArrayList<>();
    var started =
        new ProjectEvent.ModificationStarted(is.definition(), after, components, copied, targets);
    events.add(started);
    if (!copied.isEmpty()) {
      events.add(precheck(after, Modification.begun(started)));
    }
    return accept(events);
  }

  /**
   * Before anything is done for them: a table without a key, or a filter by columns that the log
   * does not have, would have the source refuse its own users' changes once it is published.
   */
  static ProjectEvent precheck(ProjectDefinition definition, Modification modification) {
    ProjectDefinition copied = modification.copyOf(definition);
    return new ProjectEvent.PrecheckRequested(
        copied.withTables(modification.tables()).as(modification.task()), modification.task());
  }

  /** What the precheck has found of the tables that are to be brought in. */
  static Decision<ProjectEvent> recordPrecheck(
      Existing state, ProjectCommand.RecordPrecheck fact, Facts facts) {
    if (!(state instanceof Begun is)
        || is.modification() == null
        || !Objects.equals(fact.task(), is.modification().task())
        || is.modification().isAdmitted()) {
      return unchanged();
    }
    Modification modification = is.modification();
    long task = modification.task();
    List<CheckResult> failed =
        fact.results().stream()
            .filter(result -> result.status() == CheckResult.Status.FAILED)
            .toList();
    List<ProjectEvent> events = new ArrayList<>();
    events.add(new ProjectEvent.PrecheckCompleted(failed.isEmpty(), fact.results(), task));
    if (!failed.isEmpty()) {
      Step first = Steps.first(is.definition());
      events.add(new ProjectEvent.ModificationFailed(task, first, failure(failed.getFirst())));
      return accept(events);
    }
    var admitted =
        new ProjectEvent.ModificationAdmitted(
            task, told(is, modification, facts), modification.tables(), is.definition());
    events.add(admitted);
    var now = (Begun) ProjectHistory.evolve(is, admitted);
    if (is instanceof Failed && modification.isResynchronization()) {
      // What stopped it may be in one of these tables, and the others go on without them.
      events.addAll(ProjectLifecycle.resumed(now));
    } else if (!(is instanceof Paused)) {
      due(is.definition(), modification.admitted()).ifPresent(events::add);
    }
    return accept(events);
  }

  /** All its components but those for which nothing changes: to be told would restart them. */
  private static List<String> told(Begun is, Modification modification, Facts facts) {
    var told = new ArrayList<>(ProjectState.components(facts.projectId(), is));
    told.remove(is.definition().destinationKind().taskFor(facts.projectId(), modification.task()));
    var before = Objects.requireNonNullElse(modification.before(), List.<TableMapping>of());
    if (is.definition()
        .flowingBut(modification.tables())
        .equals(before.stream().filter(TableMapping::flows).toList())) {
      told.remove(is.definition().destinationKind().idFor(facts.projectId()));
    }
    return told;
  }

  private static Failure failure(CheckResult failed) {
    Failure failure = failed.failure();
    if (failure == null) {
      return new Failure(ErrorCode.PRECHECK_NOT_PASSED, failed.name());
    }
    return failed.remedy() == null
        ? failure
        : new Failure(failure.code(), failure.detail() + "; " + failed.remedy(), failure.table());
  }

  /** Empty when nothing is being brought in that this would have to wait for. */
  static Optional<String> inTheWay(Begun is) {
    return Optional.ofNullable(is.modification())
        .map(
            modification ->
                "revision %d is being brought in: wait for it, or cancel-modification; tables: %s"
                    .formatted(modification.task(), names(modification.tables())));
  }

  static Decision<ProjectEvent> options(Begun is, SyncOptions options, Facts facts) {
    Optional<String> inTheWay = inTheWay(is);
    if (inTheWay.isPresent()) {
      return refuse(NOT_ALLOWED_NOW, inTheWay.get());
    }
    ProjectDefinition after = is.definition().withOptions(options);
    Optional<String> fault =
        is.definition().options().sameFixedOptions(options)
            ? DefinitionRules.faultOf(facts.projectId(), after)
            : Optional.of("definition.options: steps, format, topics and changes stay as they are");
    if (fault.isPresent()) {
      return refuse(INVALID_INPUT, fault.get());
    }
    return options.equals(is.definition().options())
        ? unchanged()
        : accept(
            new ProjectEvent.OptionsChanged(ProjectState.components(facts.projectId(), is), after));
  }

  static Decision<ProjectEvent> cancel(Begun is) {
    Modification modification = is.modification();
    if (modification == null) {
      return refuse(NOT_ALLOWED_NOW, "no tables are being brought in");
    }
    List<TableMapping> kept = modification.cancelled(is.definition().tables());
    return kept.stream().noneMatch(TableMapping::flows)
        ? refuse(NOT_ALLOWED_NOW, "no table would be left; release the project instead")
        : accept(
            new ProjectEvent.ModificationCancelled(
                modification.task(), is.definition().withTables(kept), modification.isAdmitted()));
  }

  /** A report of the component that brings tables in, or of the Store about them. */
  static Decision<ProjectEvent> record(Begun is, long task, ProjectCommand.RecordStep fact) {
    Modification modification = is.modification();
    if (modification == null || modification.task() != task || !modification.isAdmitted()) {
      return unchanged();
    }
    Step step = fact.step();
    if (step == Step.INCREMENTAL && fact.status() == StepStatus.COMPLETED) {
      // Another revision than the one by which those went on that did not have the tables yet.
      ProjectDefinition all = is.definition().as(is.definition().revision() + 1);
      return accept(new ProjectEvent.Integrated(task, all));
    }
    if (fact.status() == StepStatus.FAILED) {
      return accept(new ProjectEvent.ModificationFailed(task, step, Steps.failureOf(fact)));
    }
    StepState after = modification.after(step, fact.status());
    if (after.equals(modification.steps().get(step))) {
      return unchanged();
    }
    List<ProjectEvent> events = new ArrayList<>();
    events.add(new ProjectEvent.ModificationAdvanced(task, step, after.status(), fact.report()));
    if (after.status() == StepStatus.MONITORING) {
      events.add(new ProjectEvent.IntegrationStarted(is.definition()));
    } else if (!(is instanceof Paused)) {
      due(is.definition(), modification.advanced(step, fact.status())).ifPresent(events::add);
    }
    return accept(events);
  }

  /** What its component is to do when its project goes on; empty when there is nothing. */
  static List<ProjectEvent> resumed(Begun is) {
    Modification modification = is.modification();
    if (modification == null) {
      return List.of();
    }
    if (!modification.isAdmitted()) {
      return List.of(precheck(is.definition(), modification));
    }
    List<ProjectEvent> events = new ArrayList<>();
    for (Step step : Steps.underWay(modification.steps())) {
      if (step != Step.LOG_PULL) {
        events.add(started(is.definition(), modification, step));
      }
    }
    due(is.definition(), modification).ifPresent(events::add);
    return events;
  }

  /** Its first step, or the one after what it has completed, if that may begin. */
  static Optional<ProjectEvent> due(ProjectDefinition definition, Modification modification) {
    return Steps.due(definition, modification.steps())
        .map(step -> started(definition, modification, step));
  }

  private static ProjectEvent started(
      ProjectDefinition definition, Modification modification, Step step) {
    return new ProjectEvent.ModificationStepStarted(
        modification.task(), step, modification.tables(), modification.copyOf(definition));
  }

  private static boolean has(Begun is, Step step) {
    return is.definition().has(step);
  }

  private static String names(List<TableMapping> tables) {
    return tables.stream()
        .map(table -> table.source().toString())
        .collect(Collectors.joining(", "));
  }
}
