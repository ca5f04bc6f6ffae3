package io.sluice.postgres.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text format of {@code COPY}: what output functions give, escaped. Rows are built in one
 * buffer that is used again, and taken apart by {@link #values}.
 */
public final class CopyText {
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
  public void row(byte[] @Nullable [] values, int[] columns) {
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

  public byte[] bytes() {
    return buffer;
  }

  public int length() {
    return length;
  }

  /** Empties it, and gives back what one huge row made it grow to. */
  public void clear() {
    length = 0;
    if (buffer.length > 4 << 20) {
      buffer = new byte[1 << 16];
    }
  }

  /**
   * The values of one line, with its line feed or without.
   *
   * @param columns how many there are
   */
  public static byte[][] values(byte[] line, int columns) {
    int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
    byte[][] values = new byte[columns][];
    int start = 0;
    int column = 0;
    boolean escaped = false;
    for (int i = 0; i <= end; i++) {
      if (i == end || line[i] == '\t') {
        values[column++] = value(line, start, i, escaped);
        start = i + 1;
        escaped = false;
      } else if (line[i] == '\\') {
        escaped = true;
        i++;
      }
    }
    if (column != columns) {
      throw new IllegalStateException(column + " values where there are " + columns + " columns");
    }
    return values;
  }

  @SuppressWarnings("NullAway") // SQL NULL is null, as in Row.
  private static byte[] value(byte[] line, int from, int to, boolean escaped) {
    if (!escaped) {
      return Arrays.copyOfRange(line, from, to);
    }
    if (to - from == 2 && line[from + 1] == 'N') {
      return null;
    }
    byte[] value = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      value[length++] = line[i] == '\\' ? plain(line[++i]) : line[i];
    }
    return Arrays.copyOf(value, length);
  }

  private static byte plain(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      default -> escape;
    };
  }
}
