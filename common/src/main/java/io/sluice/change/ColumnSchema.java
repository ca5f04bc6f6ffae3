package io.sluice.change;

/**
 * A column as the source describes it.
 *
 * @param type the source's own name of the type with modifiers, such as {@code numeric(12,2)} or
 *     {@code integer[]} (PostgreSQL: what {@code format_type} gives)
 * @param key true when it belongs to the primary key (or replica identity)
 */
public record ColumnSchema(String name, String type, boolean nullable, boolean key) {}
