package io.sluice.writer.apply;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code COPY}, built in one buffer that is used again. */
final class CopyText {
  private static final byte[] ESCAPE = new byte[128];

  static {
    ESCAPE['\\'] = '\\';
    ESCAPE['\n'] = 'n';
    ESCAPE['\r'] = 'r';
    ESCAPE['\t'] = 't';
  }

  private byte[] buffer = new byte[1 << 16];
  private int length;

  /** Appends the values at these places as a row. */
  void row(byte[] @Nullable [] values, int[] columns) {
    for (int i = 0; i < columns.length; i++) {
      if (i > 0) {
        buffer[length++] = '\t';
      }
      value(values[columns[i]]);
    }
    ensure(2);
    buffer[length++] = '\n';
  }

  private void value(byte @Nullable [] value) {
    if (value == null) {
      ensure(3);
      buffer[length++] = '\\';
      buffer[length++] = 'N';
      return;
    }
    // Room for every byte escaped, and for the separator that follows.
    ensure(value.length * 2 + 2);
    byte[] to = buffer;
    int at = length;
    for (byte b : value) {
      byte escaped = b >= 0 ? ESCAPE[b] : 0;
      if (escaped != 0) {
        to[at++] = '\\';
        to[at++] = escaped;
      } else {
        to[at++] = b;
      }
    }
    length = at;
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  byte[] bytes() {
    return buffer;
  }

  int length() {
    return length;
  }

  /** Empties it, and gives back what one huge row made it grow to. */
  void clear() {
    length = 0;
    if (buffer.length > 4 << 20) {
      buffer = new byte[1 << 16];
    }
  }
}
