package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/** The ways in which both formats write values. */
final class JsonValues {
  private static final byte[] TRUE = "true".getBytes(US_ASCII);
  private static final byte[] FALSE = "false".getBytes(US_ASCII);

  private JsonValues() {}

  static void text(byte[] text, JsonBytes out) {
    out.string(text);
  }

  /** Integers and embedded JSON: their text is JSON already. */
  static void asIs(byte[] text, JsonBytes out) {
    out.raw(text);
  }

  static void bool(byte[] text, JsonBytes out) {
    out.raw(text.length > 0 && text[0] == 't' ? TRUE : FALSE);
  }

  /** JSON knows no NaN and no infinity: those go as strings. */
  static void floating(byte[] text, JsonBytes out) {
    byte last = text[text.length - 1];
    if (last >= '0' && last <= '9') {
      out.raw(text);
    } else {
      out.string(text);
    }
  }

  static void base64(byte[] text, JsonBytes out) {
    if (text.length < 2 || text[0] != '\\' || text[1] != 'x') {
      out.string(text);
      return;
    }
    byte[] bytes = new byte[(text.length - 2) / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (digit(text[2 + 2 * i]) << 4 | digit(text[3 + 2 * i]));
    }
    out.raw('"').raw(Base64.getEncoder().encode(bytes)).raw('"');
  }

  /**
   * ISO 8601: {@code 2026-01-31 10:00:00+00} becomes {@code 2026-01-31T10:00:00Z}. What ISO cannot
   * say (infinity, years BC) stays as PostgreSQL says it.
   */
  static void timestamp(byte[] text, JsonBytes out) {
    int space = indexOf(text, ' ');
    if (space < 0 || text[text.length - 1] == 'C') {
      out.string(text);
      return;
    }
    out.raw('"').raw(text, 0, space).raw('T');
    zoned(text, space + 1, out);
    out.raw('"');
  }

  /** {@code 10:00:00+00} becomes {@code 10:00:00Z}. */
  static void zonedTime(byte[] text, JsonBytes out) {
    out.raw('"');
    zoned(text, 0, out);
    out.raw('"');
  }

  private static void zoned(byte[] text, int from, JsonBytes out) {
    int sign = from;
    while (sign < text.length && text[sign] != '+' && text[sign] != '-') {
      sign++;
    }
    out.raw(text, from, sign);
    int size = text.length - sign;
    if (size == 3 && text[sign + 1] == '0' && text[sign + 2] == '0') {
      out.raw('Z');
    } else {
      out.raw(text, sign, text.length);
      if (size == 3) {
        out.raw(':').raw('0').raw('0');
      }
    }
  }

  static int indexOf(byte[] text, char wanted) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static int digit(byte hex) {
    return hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
  }
}
