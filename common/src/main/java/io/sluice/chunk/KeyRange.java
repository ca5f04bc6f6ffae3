package io.sluice.chunk;

import org.jspecify.annotations.Nullable;

/**
 * Keys from {@code low} on and below {@code high}.
 *
 * @param low the smallest key that belongs to it, in the database's text form; null for no bound
 * @param high the smallest key above it; null for no bound
 */
public record KeyRange(@Nullable String low, @Nullable String high) {
  public static final KeyRange ALL = new KeyRange(null, null);
}
