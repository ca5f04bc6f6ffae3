package io.sluice.change;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of a row in the order of its schema's columns. Each value is the source's own text form in
 * UTF-8; SQL NULL is null; {@link #ABSENT} (compared by identity) stands for a value that the log
 * does not carry: an unchanged TOAST value, or a column outside the replica identity in a
 * before-image. The array is not copied: do not change it.
 */
public record Row(byte[] @Nullable [] values) {
  /** Compared by identity, never by content. */
  public static final byte[] ABSENT = new byte[0];

  public static boolean isAbsent(byte @Nullable [] value) {
    return value == ABSENT;
  }

  @Override
  public boolean equals(Object o) {
    if (!(o instanceof Row other) || values.length != other.values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (isAbsent(values[i]) != isAbsent(other.values[i])
          || !Arrays.equals(values[i], other.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(values);
  }

  @Override
  public String toString() {
    return "Row[" + values.length + " values]";
  }
}
