package io.sluice.project.objects;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.datasource.DataSources;
import io.sluice.lifecycle.Decision;
import io.sluice.postgres.Database;
import io.sluice.project.datasources.postgres.SourceCatalog;
import io.sluice.project.lifecycle.Facts;
import io.sluice.project.lifecycle.ProjectLifecycle;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.precheck.Prechecks;
import io.sluice.project.projects.ProjectGateway;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the lifecycle what a command would lead to, and the source how much that is. */
@Component
class DryRuns {
  /** What the copy of a table does on two cores; a guess that says hours from minutes. */
  private static final long BYTES_A_SECOND = 20_000_000;

  private final ProjectGateway projects;
  private final DataSources dataSources;
  private final SourceCatalog catalog;
  private final Prechecks prechecks;
  private final InstantSource clock;

  DryRuns(
      ProjectGateway projects,
      DataSources dataSources,
      SourceCatalog catalog,
      Prechecks prechecks,
      InstantSource clock) {
    this.projects = projects;
    this.dataSources = dataSources;
    this.catalog = catalog;
    this.prechecks = prechecks;
    this.clock = clock;
  }

  /**
   * @throws SluiceException the code with which the command would be refused
   */
  DryRun of(String id, ProjectCommand command, String actor) {
    var state = projects.state(id);
    var facts = new Facts(id, clock.instant(), null, true, actor);
    return switch (ProjectLifecycle.decide(state, command, facts)) {
      case Decision.Refused<ProjectEvent>(var failure) ->
          throw new SluiceException(failure.code(), failure.detail());
      case Decision.Unchanged<ProjectEvent> _ -> DryRun.NOTHING;
      case Decision.Accepted<ProjectEvent>(var events) -> of(id, state, events);
    };
  }

  private DryRun of(String id, ProjectState.Existing state, List<ProjectEvent> events) {
    var run = DryRun.NOTHING;
    var checks = List.<CheckResult>of();
    for (ProjectEvent event : events) {
      switch (event) {
        case ProjectEvent.ModificationStarted started
            when state instanceof ProjectState.Begun begun ->
            run = modified(id, begun, started);
        case ProjectEvent.ResynchronizationStarted(var components, var definition) ->
            run = copied(definition, definition.flowing(), definition, components, true);
        case ProjectEvent.PrecheckRequested(var definition, var task) when task != null ->
            checks = checks(id, definition);
        default -> {
          // Nothing of the tables follows from it.
        }
      }
    }
    return new DryRun(
        run.copied(),
        run.anew(),
        run.taken(),
        run.restarted(),
        run.seconds(),
        run.waitsFor(),
        checks);
  }

  private DryRun modified(
      String id, ProjectState.Begun begun, ProjectEvent.ModificationStarted started) {
    var copied = Objects.requireNonNullElse(started.copied(), List.<TableMapping>of());
    var after = started.after();
    var options =
        started.targets() == null
            ? after
            : after.withOptions(after.options().with(started.targets()));
    var restarted = new ArrayList<>(started.components());
    if (begun.task() != null) {
      restarted.remove(after.destinationKind().taskFor(id, begun.task()));
    }
    var run = copied(after, copied, options, restarted, false);
    var flowing = after.flowing().stream().map(TableMapping::source).toList();
    return new DryRun(
        run.copied(),
        false,
        started.before().flowing().stream()
            .map(TableMapping::source)
            .filter(table -> !flowing.contains(table))
            .toList(),
        restarted,
        run.seconds(),
        run.waitsFor(),
        List.of());
  }

  private DryRun copied(
      ProjectDefinition definition,
      List<TableMapping> tables,
      ProjectDefinition copying,
      List<String> components,
      boolean anew) {
    if (tables.isEmpty()) {
      return DryRun.NOTHING;
    }
    var source = Database.require(dataSources, definition.source());
    var names = tables.stream().map(TableMapping::source).toList();
    var sizes = catalog.sizes(source, names);
    var copied =
        tables.stream().map(table -> copied(table, sizes.get(table.source()), copying)).toList();
    return new DryRun(
        copied,
        anew,
        List.of(),
        components,
        seconds(copied, definition),
        catalog.writers(source),
        List.of());
  }

  private static DryRun.Copied copied(
      TableMapping table, SourceCatalog.@Nullable Size size, ProjectDefinition copying) {
    return new DryRun.Copied(
        table.source(),
        table.target(),
        size == null ? 0 : size.rows(),
        size == null ? 0 : size.bytes(),
        copying.options().targets());
  }

  private static long seconds(List<DryRun.Copied> copied, ProjectDefinition definition) {
    long bytes = copied.stream().mapToLong(DryRun.Copied::bytes).sum();
    long rows = copied.stream().mapToLong(DryRun.Copied::rows).sum();
    int limit = definition.options().rowsPerSecond();
    return Math.max(bytes / BYTES_A_SECOND, limit == 0 ? 0 : rows / limit) + 1;
  }

  private List<CheckResult> checks(String id, ProjectDefinition definition) {
    try {
      return prechecks.tables(id, definition);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
