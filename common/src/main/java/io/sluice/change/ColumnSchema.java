package io.sluice.change;

/**
 * A column as the source describes it.
 *
 * @param type the source's own name of the type with modifiers, such as {@code numeric(12,2)} or
 *     {@code integer[]} (PostgreSQL: what {@code format_type} gives)
 * @param key true when it belongs to the primary key (or replica identity)
 * @param number what the source knows the column by whatever it is called (PostgreSQL: {@code
 *     attnum}), never used again in its table; {@link #UNNUMBERED} when it could not be found out
 */
public record ColumnSchema(String name, String type, boolean nullable, boolean key, int number) {
  public static final int UNNUMBERED = 0;

  /** A column of which nobody asks what it was called before. */
  public ColumnSchema(String name, String type, boolean nullable, boolean key) {
    this(name, type, nullable, key, UNNUMBERED);
  }
}
