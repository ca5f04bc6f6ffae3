package io.sluice.writer.postgres.schema;

import java.util.List;

/**
 * A primary key, unique, exclusion or check constraint.
 *
 * @param definition all that follows its name
 * @param validated false when rows that violate it may be there
 */
record Constraint(
    String name, Kind kind, String definition, List<String> columns, boolean validated) {
  enum Kind {
    PRIMARY,
    UNIQUE,
    EXCLUSION,
    CHECK
  }

  Constraint {
    columns = List.copyOf(columns);
  }

  /** A conflict can be resolved by a key only when it is checked at once. */
  String immediate() {
    return definition.replaceFirst(" DEFERRABLE( INITIALLY DEFERRED)?$", "");
  }
}
