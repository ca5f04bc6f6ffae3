package io.sluice.postgres.text;

import io.sluice.change.TableSchema;
import io.sluice.contract.TableName;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names and texts as they may stand in SQL, whatever is in them. */
public final class Sql {
  private Sql() {}

  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  public static String name(TableName table) {
    return name(table.schema()) + "." + name(table.name());
  }

  public static String name(TableSchema table) {
    return name(table.schema()) + "." + name(table.table());
  }

  public static String names(List<String> names) {
    return list(names, ", ", Sql::name);
  }

  /** Right whatever {@code standard_conforming_strings} says. */
  public static String literal(String text) {
    String doubled = text.replace("'", "''");
    return text.indexOf('\\') < 0
        ? "'" + doubled + "'"
        : "E'" + doubled.replace("\\", "\\\\") + "'";
  }

  public static <T> String list(Collection<T> items, String separator, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(separator));
  }
}
