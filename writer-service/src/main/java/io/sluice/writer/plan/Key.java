package io.sluice.writer.plan;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The key of a row, compared by the text of its values. */
final class Key {
  private final byte[] @Nullable [] parts;
  private final int hash;

  private Key(byte[] @Nullable [] parts) {
    this.parts = parts;
    int h = 1;
    for (byte[] part : parts) {
      h = 31 * h + Arrays.hashCode(part);
    }
    this.hash = h;
  }

  /**
   * @param values a row in the order of its schema
   * @param columns where in it the key is
   */
  static Key of(byte[] @Nullable [] values, int[] columns) {
    byte[][] parts = new byte[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      parts[i] = values[columns[i]];
    }
    return new Key(parts);
  }

  @Override
  public boolean equals(Object o) {
    if (!(o instanceof Key other) || hash != other.hash || parts.length != other.parts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!Arrays.equals(parts[i], other.parts[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** How many parts; a key never prints its values, they are the user's. */
  @Override
  public String toString() {
    return "Key[" + parts.length + " parts]";
  }
}
