package io.sluice.connector.full;

import java.util.Arrays;

/** The text format of {@code COPY … TO STDOUT}: what output functions give, escaped; pure. */
final class CopyText {
  private CopyText() {}

  /**
   * The values of one line, with its line feed or without.
   *
   * @param columns how many there are
   */
  static byte[][] values(byte[] line, int columns) {
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
