package io.sluice.writer.apply;

import io.sluice.contract.TableName;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of SQL text. */
final class Sql {
  private Sql() {}

  static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String name(TableName table) {
    return name(table.schema()) + "." + name(table.name());
  }

  static <T> String list(Collection<T> items, String separator, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(separator));
  }
}
