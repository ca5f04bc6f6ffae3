package io.sluice.connector.format;

import java.util.Arrays;

/**
 * Writes a PostgreSQL array as a JSON array, each element as its own type is written. An array with
 * its own lower bounds ({@code [2:3]={…}}) goes as a string: JSON has no such thing.
 */
final class ArrayToJson implements TextToJson {
  private final TextToJson element;

  private ArrayToJson(TextToJson element) {
    this.element = element;
  }

  /** Boxes alone are separated by semicolons, because commas are in them: a string as well. */
  static TextToJson of(PgType type, TextToJson element) {
    return type.base().equals("box") ? JsonValues::text : new ArrayToJson(element);
  }

  @Override
  public void write(byte[] text, JsonBytes out) {
    if (text.length < 2 || text[0] != '{') {
      out.string(text);
      return;
    }
    int i = 0;
    while (i < text.length) {
      switch (text[i]) {
        case '{' -> {
          out.raw('[');
          i++;
        }
        case '}' -> {
          out.raw(']');
          i++;
        }
        case ',' -> {
          out.raw(',');
          i++;
        }
        case '"' -> i = quoted(text, i + 1, out);
        default -> i = plain(text, i, out);
      }
    }
  }

  private int plain(byte[] text, int from, JsonBytes out) {
    int end = from;
    while (text[end] != ',' && text[end] != '}') {
      end++;
    }
    byte[] value = Arrays.copyOfRange(text, from, end);
    if (isNull(value)) {
      out.nothing();
    } else {
      element.write(value, out);
    }
    return end;
  }

  private int quoted(byte[] text, int from, JsonBytes out) {
    byte[] value = new byte[text.length - from];
    int length = 0;
    int i = from;
    while (text[i] != '"') {
      if (text[i] == '\\') {
        i++;
      }
      value[length++] = text[i++];
    }
    element.write(Arrays.copyOf(value, length), out);
    return i + 1;
  }

  /** Only the unquoted word is a null; the string "NULL" comes quoted. */
  private static boolean isNull(byte[] value) {
    return value.length == 4
        && (value[0] | 0x20) == 'n'
        && (value[1] | 0x20) == 'u'
        && (value[2] | 0x20) == 'l'
        && (value[3] | 0x20) == 'l';
  }
}
