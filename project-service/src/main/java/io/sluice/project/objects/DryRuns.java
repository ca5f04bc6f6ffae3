package io.sluice.project.objects;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
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
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the lifecycle what a command would lead to, and the source how much that is. */
@Component
public class DryRuns {
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
  public DryRun of(String id, ProjectCommand command, String actor) {
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
    for (ProjectEvent event : events) {
      if (event instanceof ProjectEvent.ModificationStarted started
          && state instanceof ProjectState.Begun) {
        var copied = Objects.requireNonNullElse(started.copied(), List.<TableMapping>of());
        var targets =
            Objects.requireNonNullElse(started.targets(), started.after().options().targets());
        return of(started.after(), copied, targets)
            .with(taken(started), started.components(), checks(id, events));
      }
      if (event instanceof ProjectEvent.ResynchronizationStarted(var components, var after)) {
        return of(after, after.flowing(), after.options().targets())
            .fromScratch()
            .with(List.of(), components, List.of());
      }
    }
    return DryRun.NOTHING;
  }

  /** Those that flowed and do not any more. */
  private static List<TableName> taken(ProjectEvent.ModificationStarted started) {
    var flowing = started.after().flowing().stream().map(TableMapping::source).toList();
    return started.before().flowing().stream()
        .map(TableMapping::source)
        .filter(table -> !flowing.contains(table))
        .toList();
  }

  private DryRun of(
      ProjectDefinition definition, List<TableMapping> tables, SyncOptions.Targets targets) {
    if (tables.isEmpty()) {
      return DryRun.NOTHING;
    }
    var source = Database.require(dataSources, definition.source());
    var sizes = catalog.sizes(source, tables.stream().map(TableMapping::source).toList());
    var copied =
        tables.stream().map(table -> copied(table, sizes.get(table.source()), targets)).toList();
    return new DryRun(
        copied,
        false,
        List.of(),
        List.of(),
        seconds(copied, definition),
        catalog.writers(source),
        List.of());
  }

  private static DryRun.Copied copied(
      TableMapping table, SourceCatalog.@Nullable Size size, SyncOptions.Targets targets) {
    return new DryRun.Copied(
        table.source(),
        table.target(),
        size == null ? 0 : size.rows(),
        size == null ? 0 : size.bytes(),
        targets);
  }

  private static long seconds(List<DryRun.Copied> copied, ProjectDefinition definition) {
    long bytes = copied.stream().mapToLong(DryRun.Copied::bytes).sum();
    long rows = copied.stream().mapToLong(DryRun.Copied::rows).sum();
    int limit = definition.options().rowsPerSecond();
    return Math.max(bytes / BYTES_A_SECOND, limit == 0 ? 0 : rows / limit) + 1;
  }

  private List<CheckResult> checks(String id, List<ProjectEvent> events) {
    for (ProjectEvent event : events) {
      if (event instanceof ProjectEvent.PrecheckRequested(var definition, _)) {
        return checks(id, definition);
      }
    }
    return List.of();
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
