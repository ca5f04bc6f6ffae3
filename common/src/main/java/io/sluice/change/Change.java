package io.sluice.change;

import org.jspecify.annotations.Nullable;

/**
 * One change of one row, or a truncate.
 *
 * @param before the key (or whole row under REPLICA IDENTITY FULL) before the change; null for an
 *     insert, a truncate, and an update that did not touch the key
 * @param after the row after the change; null for a delete and a truncate
 */
public record Change(
    Operation operation, TableSchema table, @Nullable Row before, @Nullable Row after) {
  public enum Operation {
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE
  }
}
