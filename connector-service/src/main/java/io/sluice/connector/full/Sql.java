package io.sluice.connector.full;

import io.sluice.contract.TableName;

/** Quoting. */
final class Sql {
  private Sql() {}

  static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  static String name(TableName table) {
    return name(table.schema()) + "." + name(table.name());
  }

  /** Right whatever {@code standard_conforming_strings} says. */
  static String literal(String value) {
    String quoted = "'" + value.replace("'", "''").replace("\\", "\\\\") + "'";
    return value.indexOf('\\') < 0 ? quoted : "E" + quoted;
  }
}
