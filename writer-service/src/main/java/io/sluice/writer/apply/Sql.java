package io.sluice.writer.apply;

import io.sluice.contract.TableName;
import io.sluice.writer.dialect.Quoted;
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

  /** A text as it may stand in SQL, whatever is in it. */
  static String text(String text) {
    return Quoted.text(text);
  }

  static <T> String list(Collection<T> items, String separator, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(separator));
  }
}
