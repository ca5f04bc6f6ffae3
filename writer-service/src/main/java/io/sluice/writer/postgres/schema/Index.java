package io.sluice.writer.postgres.schema;

import java.util.List;

/**
 * An index that is not part of a constraint.
 *
 * @param definition what follows {@code on <table> using}
 * @param columns those it depends on, also in expressions and its condition
 */
record Index(String name, boolean unique, String definition, List<String> columns) {
  Index {
    columns = List.copyOf(columns);
  }
}
