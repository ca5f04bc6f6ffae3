package io.sluice.project.lifecycle;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one operator from undoing unawares what another one has just done: a change may say of
 * which revision of the definition it is.
 */
final class Revisions {
  private static final int MOST_NAMED = 20;

  private Revisions() {}

  /** Empty when the command is for what is there now; otherwise what is different. */
  static Optional<String> staleness(ProjectState.Existing is, ProjectCommand command) {
    ProjectDefinition now = is.definition();
    Long meant = meant(command);
    if (meant == null || meant.equals(now.revision())) {
      return Optional.empty();
    }
    var text = new StringBuilder();
    text.append("revision %d was meant, it is %d".formatted(meant, now.revision()));
    for (String difference : differences(now, command)) {
      text.append("; ").append(difference);
    }
    return Optional.of(text.toString());
  }

  private static @Nullable Long meant(ProjectCommand command) {
    return switch (command) {
      case ProjectCommand.ModifyObjects asked -> asked.revision();
      case ProjectCommand.ChangeOptions asked -> asked.revision();
      case ProjectCommand.Change asked -> asked.revision();
      case ProjectCommand.ChangeAlerts asked -> asked.revision();
      case ProjectCommand _ -> null;
    };
  }

  private static List<String> differences(ProjectDefinition now, ProjectCommand command) {
    return switch (command) {
      case ProjectCommand.ModifyObjects asked -> tables(now.tables(), asked.tables());
      case ProjectCommand.ChangeOptions _ -> List.of("its options are " + now.options());
      case ProjectCommand.Change _ ->
          List.of(
              "its name is %s, its tags are %s, its region is %s"
                  .formatted(now.name(), now.tags(), now.region()));
      case ProjectCommand.ChangeAlerts _ ->
          List.of("its alerts are " + now.alertLevel() + " " + now.alerts());
      case ProjectCommand _ -> List.of();
    };
  }

  private static List<String> tables(List<TableMapping> now, List<TableMapping> asked) {
    var differences = new ArrayList<String>();
    add(differences, "only the project has ", without(now, asked));
    add(differences, "only the request has ", without(asked, now));
    return differences;
  }

  private static List<String> without(List<TableMapping> tables, List<TableMapping> others) {
    return tables.stream()
        .filter(table -> !others.contains(table))
        .map(table -> table.source().toString())
        .toList();
  }

  private static void add(List<String> differences, String what, List<String> tables) {
    if (!tables.isEmpty()) {
      String more = tables.size() > MOST_NAMED ? " and %d more" : "";
      differences.add(
          what
              + String.join(", ", tables.subList(0, Math.min(MOST_NAMED, tables.size())))
              + more.formatted(tables.size() - MOST_NAMED));
    }
  }

  /** All that is asked for, or nothing. */
  static Decision<ProjectEvent> change(
      ProjectState.Existing is, ProjectCommand.Change asked, Facts facts) {
    ProjectDefinition now = is.definition();
    ProjectDefinition after = now.with(asked.name(), asked.tags(), asked.region());
    Optional<String> fault = DefinitionRules.faultOfWhatChanges(after);
    if (fault.isPresent()) {
      return Decision.refuse(ErrorCode.INVALID_INPUT, fault.get());
    }
    List<ProjectEvent> events = new ArrayList<>();
    if (!after.name().equals(now.name())) {
      if (!facts.nameFree()) {
        return Decision.refuse(ErrorCode.NAME_TAKEN, "name: " + after.name());
      }
      events.add(new ProjectEvent.Renamed(after.name()));
    }
    if (!after.tags().equals(now.tags())) {
      events.add(new ProjectEvent.TagsChanged(after.tags()));
    }
    if (!after.region().equals(now.region())) {
      if (!(is instanceof ProjectState.NotStarted)) {
        return Decision.refuse(
            ErrorCode.NOT_ALLOWED_NOW,
            "region: its components are in %s since it started; clone it into %s"
                .formatted(now.region(), after.region()));
      }
      events.add(new ProjectEvent.RegionChanged(after.region()));
    }
    return events.isEmpty() ? Decision.unchanged() : Decision.accept(events);
  }

  /** The next revision, which says how closely it is watched. */
  static Decision<ProjectEvent> alerts(
      ProjectState.Existing is, ProjectCommand.ChangeAlerts asked) {
    ProjectDefinition after = is.definition().withAlerts(asked.level(), asked.thresholds());
    Optional<String> fault = DefinitionRules.faultOfAlerts(after);
    if (fault.isPresent()) {
      return Decision.refuse(ErrorCode.INVALID_INPUT, fault.get());
    }
    return after.as(is.definition().revision()).equals(is.definition())
        ? Decision.unchanged()
        : Decision.accept(new ProjectEvent.AlertsChanged(after.alertLevel(), after.alerts()));
  }
}
