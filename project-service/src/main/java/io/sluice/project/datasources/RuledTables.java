package io.sluice.project.datasources;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.datasource.DataSources;
import io.sluice.postgres.Database;
import io.sluice.project.datasources.postgres.SourceCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Which tables of a source the rules of a project choose. */
@Component
public class RuledTables {
  private static final int MOST = 5_000;

  private final DataSources dataSources;
  private final SourceCatalog catalog;

  RuledTables(DataSources dataSources, SourceCatalog catalog) {
    this.dataSources = dataSources;
    this.catalog = catalog;
  }

  /**
   * @param tables that are chosen, by schema and name
   * @param idle rules that match no table
   * @param gone whether a table of this name would be chosen, and is not there
   */
  public record Chosen(
      List<SourceCatalog.Table> tables, List<String> idle, Predicate<TableName> gone) {}

  /**
   * @param rules as the rules of definitions have them to be
   * @throws SluiceException INVALID_INPUT when they choose more than 5,000
   */
  public Chosen of(String source, List<String> rules) {
    var all = catalog.all(Database.require(dataSources, source));
    var names = all.stream().map(RuledTables::name).toList();
    var there = Set.copyOf(names);
    var chooses = TableRules.of(rules);
    var chosen = all.stream().filter(table -> chooses.choose(name(table))).toList();
    if (chosen.size() > MOST) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the rules choose %,d tables, %,d are allowed; make them narrower"
              .formatted(chosen.size(), MOST));
    }
    return new Chosen(
        chosen, chooses.idle(names), name -> chooses.choose(name) && !there.contains(name));
  }

  /**
   * These and those that rules choose beside them, under the name that they have.
   *
   * @throws SluiceException INVALID_INPUT also when a rule that brings tables in matches none
   */
  public List<TableMapping> added(List<TableMapping> tables, String source, List<String> rules) {
    var chosen = of(source, rules);
    var idle = chosen.idle().stream().filter(rule -> !rule.startsWith("!")).toList();
    if (!idle.isEmpty()) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "rules: these match no table of the source: " + String.join(", ", idle));
    }
    return added(tables, chosen.tables());
  }

  /** These and those beside them. */
  public static List<TableMapping> added(
      List<TableMapping> tables, List<SourceCatalog.Table> chosen) {
    var known = tables.stream().map(TableMapping::source).collect(Collectors.toSet());
    var all = new ArrayList<>(tables);
    chosen.stream()
        .map(RuledTables::name)
        .filter(table -> !known.contains(table))
        .map(table -> TableMapping.same(table.schema(), table.name()))
        .forEach(all::add);
    return all;
  }

  private static TableName name(SourceCatalog.Table table) {
    return new TableName(table.schema(), table.name());
  }
}
