package io.sluice.project.lifecycle;

import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a definition must be like. Anyone may publish one, so nothing is taken for granted here;
 * each answer names the field that is wrong, or is empty when all is well.
 */
public final class DefinitionRules {
  private static final Pattern PROJECT_ID = Pattern.compile("p-[a-z0-9][a-z0-9-]{0,39}");
  private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern TAG =
      Pattern.compile("(?!\\s)[^\\p{Cc},/]{1,20}(?<!\\s)", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TEMPLATE =
      Pattern.compile("(?:[A-Za-z0-9._-]|\\{schema}|\\{table})*");
  private static final Pattern RULE =
      Pattern.compile("!?(?:[^\\[\\].!]|\\[[^\\[\\]]+])+\\.(?:[^\\[\\]!]|\\[[^\\[\\]]+])+");
  private static final int MOST_RULES = 100;
  private static final int LONGEST_RULE = 200;
  private static final int MOST_TABLES = 10_000;

  private DefinitionRules() {}

  public static Optional<String> faultOf(String projectId, ProjectDefinition definition) {
    return first(
        rule(
            PROJECT_ID.matcher(projectId).matches(),
            "subject: a project id is p- and 1 to 40 lower-case letters, digits and hyphens"),
        faultOfWhatChanges(definition),
        rule(!definition.source().isBlank(), "definition.source: missing"),
        rule(!definition.destination().isBlank(), "definition.destination: missing"),
        rule(
            !definition.source().equals(definition.destination()),
            "definition.destination: source and destination are the same data source"),
        rule(
            definition.destinationKind() != ComponentKind.STORE,
            "definition.destinationKind: WRITER for a database, CONNECTOR for Kafka"),
        faultOfObjects(definition),
        faultOfOptions(definition.destinationKind(), definition.options()),
        faultOfAlerts(definition));
  }

  /** Of name, tags and region. */
  public static Optional<String> faultOfWhatChanges(ProjectDefinition definition) {
    return first(
        faultOfName(definition.name()),
        faultOfTags(definition.tags()),
        rule(
            REGION.matcher(definition.region()).matches(),
            "definition.region: 1 to 32 lower-case letters, digits and hyphens"));
  }

  public static Optional<String> faultOfAlerts(ProjectDefinition definition) {
    AlertThresholds alerts = definition.alerts();
    return alerts == null
        ? Optional.empty()
        : alerts.faultOf("definition.alerts", definition.alertLevel());
  }

  private static Optional<String> faultOfName(String name) {
    return first(
        rule(!name.isBlank(), "definition.name: missing"),
        rule(
            name.codePointCount(0, name.length()) <= 64,
            "definition.name: longer than 64 characters"),
        rule(
            name.codePoints().noneMatch(Character::isISOControl),
            "definition.name: holds control characters"),
        rule(name.strip().equals(name), "definition.name: begins or ends with a space"));
  }

  public static Optional<String> faultOfTags(List<String> tags) {
    return first(
        rule(tags.size() <= 5, "definition.tags: more than 5"),
        rule(
            tags.stream().allMatch(tag -> TAG.matcher(tag).matches()),
            "definition.tags: a tag has 1 to 20 characters, no comma, slash or control character, no"
                + " space at its ends"),
        rule(new HashSet<>(tags).size() == tags.size(), "definition.tags: one is there twice"));
  }

  static Optional<String> faultOfObjects(ProjectDefinition definition) {
    return first(
        faultOfTables(definition.destinationKind(), definition.tables()),
        faultOfRules(Objects.requireNonNullElse(definition.rules(), List.of())));
  }

  /** Each names schema and name, a dot between them; one that leaves tables out begins with !. */
  public static Optional<String> faultOfRules(List<String> rules) {
    if (rules.size() > MOST_RULES) {
      return Optional.of("definition.rules: more than " + MOST_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).length() > LONGEST_RULE || !RULE.matcher(rules.get(i)).matches()) {
        return Optional.of(
            "definition.rules[%d]: not a pattern such as shop.*, shop.order_?, sh[a-f]*.* or"
                    .formatted(i)
                + " !shop.tmp_*");
      }
    }
    return rule(
        rules.isEmpty() || rules.stream().anyMatch(rule -> !rule.startsWith("!")),
        "definition.rules: all leave tables out; one has to bring some in");
  }

  private static Optional<String> faultOfTables(
      ComponentKind destination, List<TableMapping> tables) {
    if (tables.isEmpty()) {
      return Optional.of("definition.tables: at least one table is needed");
    }
    if (tables.size() > MOST_TABLES) {
      return Optional.of("definition.tables: more than " + MOST_TABLES);
    }
    return faultsOfTables(destination, tables).stream()
        .findFirst()
        .map(
            fault ->
                "definition.tables[%d].%s: %s"
                    .formatted(fault.table(), fault.field(), fault.detail()));
  }

  /**
   * What is wrong with a table of a list.
   *
   * @param table its place, from 0 on
   * @param field as {@code source.name}
   */
  public record TableFault(int table, String field, String detail) {}

  /** All that is wrong, one fault for each table. */
  public static List<TableFault> faultsOfTables(
      ComponentKind destination, List<TableMapping> tables) {
    List<TableFault> faults = new ArrayList<>();
    Set<TableName> sources = new HashSet<>();
    Set<TableName> targets = new HashSet<>();
    for (int i = 0; i < tables.size(); i++) {
      int place = i;
      TableMapping table = tables.get(i);
      boolean again = !sources.add(table.source());
      boolean taken = !targets.add(table.target()) && destination == ComponentKind.WRITER;
      first(
              faultOfTable(table),
              rule(!again, "source: " + table.source() + " is there twice"),
              rule(!taken, "target: " + table.target() + " is the target of another table"))
          .map(text -> text.split(": ", 2))
          .ifPresent(parts -> faults.add(new TableFault(place, parts[0], parts[1])));
    }
    return faults;
  }

  private static Optional<String> faultOfTable(TableMapping table) {
    List<String> columns = table.columns();
    String filter = table.filter();
    return first(
        faultOfIdentifier("source.schema", table.source().schema()),
        faultOfIdentifier("source.name", table.source().name()),
        faultOfIdentifier("target.schema", table.target().schema()),
        faultOfIdentifier("target.name", table.target().name()),
        rule(columns == null || !columns.isEmpty(), "columns: empty; leave it out for all"),
        rule(
            columns == null || new HashSet<>(columns).size() == columns.size(),
            "columns: one is there twice"),
        rule(filter == null || !filter.isBlank(), "filter: empty; leave it out for all"),
        rule(
            filter == null || TableMapping.standsAlone(filter),
            "filter: not one condition (no ; \\ $ or comments, and brackets in pairs)"));
  }

  private static Optional<String> faultOfIdentifier(String at, String name) {
    return first(
        rule(!name.isBlank(), at + ": missing"),
        rule(
            name.getBytes(StandardCharsets.UTF_8).length <= 63 && name.indexOf('\0') < 0,
            at + ": not a name that PostgreSQL can have"));
  }

  public static Optional<String> faultOfOptions(ComponentKind destination, SyncOptions options) {
    return first(
        rule(!options.steps().isEmpty(), "definition.options.steps: at least one is needed"),
        rule(
            options.steps().contains(Step.LOG_PULL) == options.steps().contains(Step.INCREMENTAL),
            "definition.options.steps: LOG_PULL is there exactly when INCREMENTAL is"),
        rule(
            !options.steps().contains(Step.VERIFY),
            "definition.options.steps: VERIFY is no step of a project; POST /projects/{id}/verify"),
        rule(!options.changes().isEmpty(), "definition.options.changes: at least one is needed"),
        rule(
            within(options.topicPartitions(), 1, 1000),
            "definition.options.topicPartitions: 1 to 1000"),
        rule(
            within(options.readConcurrency(), 1, 16),
            "definition.options.readConcurrency: 1 to 16"),
        rule(options.rowsPerSecond() >= 0, "definition.options.rowsPerSecond: 0 or more"),
        rule(
            within(options.logRetentionHours(), 1, 8760),
            "definition.options.logRetentionHours: 1 to 8760"),
        rule(
            destination != ComponentKind.CONNECTOR
                || (!options.topicTemplate().isBlank()
                    && TEMPLATE.matcher(options.topicTemplate()).matches()),
            "definition.options.topicTemplate: letters, digits, . _ - and {schema}, {table}"));
  }

  private static boolean within(int value, int least, int most) {
    return value >= least && value <= most;
  }

  private static Optional<String> rule(boolean holds, String otherwise) {
    return holds ? Optional.empty() : Optional.of(otherwise);
  }

  @SafeVarargs
  private static Optional<String> first(Optional<String>... faults) {
    for (Optional<String> fault : faults) {
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }
}
