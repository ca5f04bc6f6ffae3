package io.sluice.contract;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object of a project: a source table and where its rows go.
 *
 * @param target table at the destination; for Kafka the topic is the name of the target
 * @param columns the source columns to copy, or null for all
 * @param filter SQL condition on source rows, or null for all
 * @param suspended why its changes are not written for now; null while they are
 */
public record TableMapping(
    TableName source,
    TableName target,
    @Nullable List<String> columns,
    @Nullable String filter,
    @Nullable String suspended) {
  public TableMapping(
      TableName source, TableName target, @Nullable List<String> columns, @Nullable String filter) {
    this(source, target, columns, filter, null);
  }

  /** Whether its changes are written. */
  public boolean flows() {
    return suspended == null;
  }

  /**
   * The filter in brackets, as it stands in a query; null for all rows.
   *
   * @throws SluiceException INVALID_INPUT when it could leave the brackets: whoever made this
   *     mapping, nothing else is ever run
   */
  public @Nullable String condition() {
    if (filter == null) {
      return null;
    }
    if (!standsAlone(filter)) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the filter of " + source + " is not one condition");
    }
    return "(" + filter + ")";
  }

  /**
   * True when the text can be nothing but one expression, whatever stands around it: filters go
   * into queries, in brackets, which one must not be able to leave.
   */
  public static boolean standsAlone(String filter) {
    int depth = 0;
    char quote = 0;
    for (int i = 0; i < filter.length(); i++) {
      char c = filter.charAt(i);
      if (c == '\\' || c == 0) {
        return false;
      }
      if (quote != 0) {
        // A doubled quote closes and opens again, which comes to the same.
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ';' || c == '$' || filter.startsWith("--", i) || filter.startsWith("/*", i)) {
        return false;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth < 0) {
        return false;
      }
    }
    return depth == 0 && quote == 0;
  }

  /**
   * @param why null to have its changes written
   */
  public TableMapping suspended(@Nullable String why) {
    return new TableMapping(source, target, columns, filter, why);
  }

  public static TableMapping same(String schema, String name) {
    var table = new TableName(schema, name);
    return new TableMapping(table, table, null, null);
  }

  /**
   * Those of {@code after} that flow and ask for rows or columns that {@code before} has not
   * brought to the same place. Their changes alone are not the table: it would have to be copied.
   */
  public static List<TableMapping> toBeCopied(List<TableMapping> before, List<TableMapping> after) {
    return after.stream()
        .filter(TableMapping::flows)
        .filter(table -> before.stream().noneMatch(known -> known.brings(table)))
        .toList();
  }

  private boolean brings(TableMapping other) {
    return flows()
        && source.equals(other.source)
        && target.equals(other.target)
        && Objects.equals(filter, other.filter)
        && (Objects.equals(columns, other.columns)
            || (columns != null && other.columns != null && columns.containsAll(other.columns)));
  }
}
