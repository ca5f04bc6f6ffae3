package io.sluice.contract;

import java.util.List;

/**
 * What an operator asks for when creating a project.
 *
 * @param name at most 64 characters, unique among projects that are not deleted
 * @param source id of the source data source
 * @param destination id of the destination data source
 * @param destinationKind which component writes: WRITER for a database, CONNECTOR for Kafka
 * @param region where the components run
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
    AlertLevel alertLevel) {
  public ProjectDefinition {
    tags = List.copyOf(tags);
    tables = List.copyOf(tables);
  }

  public boolean has(Step step) {
    return options.steps().contains(step);
  }

  public ProjectDefinition withName(String name) {
    return new ProjectDefinition(
        name, tags, source, destination, destinationKind, region, tables, options, alertLevel);
  }

  public ProjectDefinition withTables(List<TableMapping> tables) {
    return new ProjectDefinition(
        name, tags, source, destination, destinationKind, region, tables, options, alertLevel);
  }

  public ProjectDefinition withOptions(SyncOptions options) {
    return new ProjectDefinition(
        name, tags, source, destination, destinationKind, region, tables, options, alertLevel);
  }
}
