package io.sluice.contract;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks for when creating a project.
 *
 * @param name at most 64 characters, unique among projects that are not deleted
 * @param source id of the source data source
 * @param destination id of the destination data source
 * @param destinationKind which component writes: WRITER for a database, CONNECTOR for Kafka
 * @param region where the components run
 * @param revision rises with each change; 1 when it is left out, and for each new project
 * @param rules which tables of the source are to be among these, now and later: patterns over
 *     schema and name such as {@code shop.*}, {@code !shop.tmp_*}; null for none
 * @param alerts thresholds of its alerts; null for those that the installation has for its level
 */
public record ProjectDefinition(
    String name,
    List<String> tags,
    String source,
    String destination,
    ComponentKind destinationKind,
    String region,
    List<TableMapping> tables,
    SyncOptions options,
    AlertLevel alertLevel,
    @Nullable Long revision,
    @Nullable List<String> rules,
    @Nullable AlertThresholds alerts) {
  public ProjectDefinition {
    tags = List.copyOf(tags);
    tables = List.copyOf(tables);
    revision = Objects.requireNonNullElse(revision, 1L);
    rules = rules == null || rules.isEmpty() ? null : List.copyOf(rules);
    alerts = AlertThresholds.NONE.equals(alerts) ? null : alerts;
  }

  /** Never null: what was stored before there were revisions is the first. */
  @Override
  public Long revision() {
    return Objects.requireNonNull(revision);
  }

  public boolean has(Step step) {
    return options.steps().contains(step);
  }

  /** The tables that are not suspended. */
  public List<TableMapping> flowing() {
    return flowingBut(List.of());
  }

  /** Those that go on while these are brought in. */
  public List<TableMapping> flowingBut(List<TableMapping> others) {
    return tables.stream().filter(table -> table.flows() && !others.contains(table)).toList();
  }

  public ProjectDefinition withName(String name) {
    return next(name, tables, options, rules);
  }

  public ProjectDefinition withTables(List<TableMapping> tables) {
    return next(name, tables, options, rules);
  }

  /**
   * @param rules none when it is empty; null for as they are
   */
  public ProjectDefinition withObjects(List<TableMapping> tables, @Nullable List<String> rules) {
    return next(name, tables, options, rules == null ? this.rules : rules);
  }

  public ProjectDefinition withOptions(SyncOptions options) {
    return next(name, tables, options, rules);
  }

  private ProjectDefinition next(
      String newName,
      List<TableMapping> newTables,
      SyncOptions newOptions,
      @Nullable List<String> newRules) {
    return new ProjectDefinition(
        newName,
        tags,
        source,
        destination,
        destinationKind,
        region,
        newTables,
        newOptions,
        alertLevel,
        revision() + 1,
        newRules,
        alerts);
  }

  public ProjectDefinition withAlerts(AlertLevel level, @Nullable AlertThresholds thresholds) {
    return watched(level, thresholds, revision() + 1);
  }

  private ProjectDefinition watched(
      AlertLevel level, @Nullable AlertThresholds thresholds, long newRevision) {
    return new ProjectDefinition(
        name,
        tags,
        source,
        destination,
        destinationKind,
        region,
        tables,
        options,
        level,
        newRevision,
        rules,
        thresholds);
  }

  /** As a project begins: the first revision, nothing suspended. */
  public ProjectDefinition asNew() {
    return withTables(tables.stream().map(table -> table.suspended(null)).toList()).as(1);
  }

  /** The same, as another revision. */
  public ProjectDefinition as(long other) {
    return watched(alertLevel, alerts, other);
  }
}
