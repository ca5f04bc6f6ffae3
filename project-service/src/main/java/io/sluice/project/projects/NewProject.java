package io.sluice.project.projects;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.project.datasources.DataSourceKind;
import io.sluice.project.datasources.DataSourceView;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A project as a caller asks for it; what is left out has a default.
 *
 * @param tags none if left out
 * @param source id of a data source
 * @param destination id of a data source
 * @param region the destination's if left out
 * @param tables may be left out when there are rules
 * @param rules which other tables of the source are to be among them, now and later
 * @param options each of them may be left out
 * @param alertLevel LOW if left out
 * @param alerts thresholds; those of the installation for the level if left out
 * @param start true to start by itself once the precheck has passed
 */
record NewProject(
    String name,
    @Nullable List<String> tags,
    String source,
    String destination,
    @Nullable String region,
    @Nullable List<NewTable> tables,
    @Nullable List<String> rules,
    @Nullable NewOptions options,
    @Nullable AlertLevel alertLevel,
    @Nullable AlertThresholds alerts,
    @Nullable Boolean start) {

  /**
   * How to synchronize; what is left out is as it was, or for a new project as SyncOptions.DEFAULT.
   *
   * @param steps the synchronization types; LOG_PULL comes with INCREMENTAL by itself
   */
  record NewOptions(
      @Nullable Set<Step> steps,
      SyncOptions.@Nullable ConflictPolicy conflict,
      SyncOptions.@Nullable Format format,
      @Nullable String topicTemplate,
      @Nullable Integer topicPartitions,
      @Nullable Integer readConcurrency,
      @Nullable Integer rowsPerSecond,
      @Nullable Integer logRetentionHours,
      SyncOptions.@Nullable DdlPolicy ddl,
      SyncOptions.@Nullable ConstraintPolicy constraints,
      SyncOptions.@Nullable Targets targets,
      SyncOptions.@Nullable TableFailurePolicy onTableFailure,
      @Nullable Set<SyncOptions.ChangeKind> changes,
      SyncOptions.@Nullable VerificationPolicy verification) {

    static final NewOptions NONE =
        new NewOptions(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /**
     * @param usual for what is left out
     */
    SyncOptions toOptions(SyncOptions usual) {
      return new SyncOptions(
          steps == null ? usual.steps() : withLogPull(steps),
          Objects.requireNonNullElse(conflict, usual.conflict()),
          Objects.requireNonNullElse(format, usual.format()),
          Objects.requireNonNullElse(topicTemplate, usual.topicTemplate()),
          Objects.requireNonNullElse(topicPartitions, usual.topicPartitions()),
          Objects.requireNonNullElse(readConcurrency, usual.readConcurrency()),
          Objects.requireNonNullElse(rowsPerSecond, usual.rowsPerSecond()),
          Objects.requireNonNullElse(logRetentionHours, usual.logRetentionHours()),
          Objects.requireNonNullElse(ddl, usual.ddl()),
          Objects.requireNonNullElse(constraints, usual.constraints()),
          Objects.requireNonNullElse(targets, usual.targets()),
          Objects.requireNonNullElse(onTableFailure, usual.onTableFailure()),
          Objects.requireNonNullElse(changes, usual.changes()),
          verification == null ? usual.verification() : verification);
    }

    private static Set<Step> withLogPull(Set<Step> steps) {
      if (!steps.contains(Step.INCREMENTAL)) {
        return steps;
      }
      var all = EnumSet.copyOf(steps);
      all.add(Step.LOG_PULL);
      return all;
    }
  }

  boolean starts() {
    return Boolean.TRUE.equals(start);
  }

  List<TableMapping> named() {
    return tables == null ? List.of() : NewTable.mappings(tables);
  }

  /**
   * @param all tables, those that the rules choose too
   */
  ProjectDefinition toDefinition(DataSourceView to, List<TableMapping> all) {
    var wanted = (options == null ? NewOptions.NONE : options).toOptions(SyncOptions.DEFAULT);
    var kind = to.kind() == DataSourceKind.KAFKA ? ComponentKind.CONNECTOR : ComponentKind.WRITER;
    return new ProjectDefinition(
        name,
        tags == null ? List.of() : tags,
        source,
        destination,
        kind,
        Objects.requireNonNullElse(region, to.region()),
        all,
        wanted,
        Objects.requireNonNullElse(alertLevel, AlertLevel.LOW),
        null,
        rules,
        alerts);
  }
}
