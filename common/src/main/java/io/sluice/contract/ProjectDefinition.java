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

  /** Each null for as it is. */
  public ProjectDefinition with(
      @Nullable String newName, @Nullable List<String> newTags, @Nullable String newRegion) {
    return next(
        Objects.requireNonNullElse(newName, name),
        Objects.requireNonNullElse(newTags, tags),
        Objects.requireNonNullElse(newRegion, region),
        tables,
        options,
        rules,
        alertLevel,
        alerts);
  }

  public ProjectDefinition withTables(List<TableMapping> tables) {
    return next(name, tags, region, tables, options, rules, alertLevel, alerts);
  }

  /**
   * @param rules none when it is empty; null for as they are
   */
  public ProjectDefinition withObjects(List<TableMapping> tables, @Nullable List<String> rules) {
    var chosen = rules == null ? this.rules : rules;
    return next(name, tags, region, tables, options, chosen, alertLevel, alerts);
  }

  public ProjectDefinition withOptions(SyncOptions options) {
    return next(name, tags, region, tables, options, rules, alertLevel, alerts);
  }

  public ProjectDefinition withAlerts(AlertLevel level, @Nullable AlertThresholds thresholds) {
    return next(name, tags, region, tables, options, rules, level, thresholds);
  }

  private ProjectDefinition next(
      String newName,
      List<String> newTags,
      String newRegion,
      List<TableMapping> newTables,
      SyncOptions newOptions,
      @Nullable List<String> newRules,
      AlertLevel newLevel,
      @Nullable AlertThresholds newAlerts) {
    return new ProjectDefinition(
        newName,
        newTags,
        source,
        destination,
        destinationKind,
        newRegion,
        newTables,
        newOptions,
        newLevel,
        revision() + 1,
        newRules,
        newAlerts);
  }

  /** As a project begins: the first revision, nothing suspended. */
  public ProjectDefinition asNew() {
    return withTables(tables.stream().map(table -> table.suspended(null)).toList()).as(1);
  }

  /** The same, as another revision. */
  public ProjectDefinition as(long other) {
    return new ProjectDefinition(
        name,
        tags,
        source,
        destination,
        destinationKind,
        region,
        tables,
        options,
        alertLevel,
        other,
        rules,
        alerts);
  }
}
