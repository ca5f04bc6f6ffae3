package io.sluice.writer.plan;

import io.sluice.change.ColumnSchema;

/** One thing that was done to the columns of a source table. */
public sealed interface Alteration {
  record Add(ColumnSchema column) implements Alteration {}

  record Drop(String name) implements Alteration {}

  record Rename(String from, String to) implements Alteration {}

  record ChangeType(String name, String from, String to) implements Alteration {}

  /** The source takes null where it did not. */
  record AllowNull(String name) implements Alteration {}
}
