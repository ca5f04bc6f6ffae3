package io.sluice.project.projects;

import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table as a caller names it.
 *
 * @param target where its rows go; the same schema and name if left out
 * @param columns all if left out
 * @param filter SQL condition on source rows; all rows if left out
 */
public record NewTable(
    String schema,
    String name,
    @Nullable Target target,
    @Nullable List<String> columns,
    @Nullable String filter) {

  /** Left out is as at the source. */
  public record Target(@Nullable String schema, @Nullable String name) {}

  /** As a caller would name it. */
  public static NewTable of(TableMapping table) {
    var target =
        table.target().equals(table.source())
            ? null
            : new Target(table.target().schema(), table.target().name());
    return new NewTable(
        table.source().schema(), table.source().name(), target, table.columns(), table.filter());
  }

  public TableMapping mapping() {
    var source = new TableName(schema, name);
    var to =
        target == null
            ? source
            : new TableName(
                Objects.requireNonNullElse(target.schema(), schema),
                Objects.requireNonNullElse(target.name(), name));
    return new TableMapping(source, to, columns, filter);
  }

  public static List<TableMapping> mappings(List<NewTable> tables) {
    return tables.stream().map(NewTable::mapping).toList();
  }
}
