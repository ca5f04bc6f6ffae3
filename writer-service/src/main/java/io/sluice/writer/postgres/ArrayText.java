package io.sluice.writer.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text form of a {@code text[]}, for sets that are too small for {@code COPY}. */
final class ArrayText {
  private ArrayText() {}

  /** The values of one column of these rows. */
  static String of(List<byte[] @Nullable []> rows, int column) {
    var text = new StringBuilder(rows.size() * 16 + 2).append('{');
    for (int i = 0; i < rows.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      append(text, rows.get(i)[column]);
    }
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, byte @Nullable [] value) {
    if (value == null) {
      text.append("NULL");
      return;
    }
    text.append('"');
    String plain = new String(value, StandardCharsets.UTF_8);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
