package io.sluice.writer.postgres.schema;

import org.jspecify.annotations.Nullable;

/**
 * A column as a catalog has it.
 *
 * @param type name with modifiers, with schema unless it is PostgreSQL's own
 * @param wire what its binary form is: equal on both sides means that COPY can pass it on unread;
 *     null when the binary form means something in its own database only
 * @param defaultExpression null for generated and identity columns
 * @param generated the expression of a generated column
 * @param virtual true when a generated column is computed when read
 * @param collation null when it is the type's own
 */
public record Column(
    String name,
    String type,
    long typeId,
    @Nullable String wire,
    boolean notNull,
    @Nullable String defaultExpression,
    boolean identity,
    @Nullable String generated,
    boolean virtual,
    @Nullable String collation,
    @Nullable String comment) {

  /** Rows bring values for it; those of generated columns are computed at the destination. */
  public boolean copied() {
    return generated == null;
  }
}
