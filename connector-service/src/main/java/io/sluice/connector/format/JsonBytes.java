package io.sluice.connector.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON text in UTF-8 as it grows; the buffer is kept from one record to the next. */
final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  /** A buffer that one huge value has grown is not kept. */
  private static final int LARGEST_KEPT = 1 << 20;

  private byte[] buffer = new byte[1024];
  private int length;

  JsonBytes clear() {
    if (buffer.length > LARGEST_KEPT) {
      buffer = new byte[1024];
    }
    length = 0;
    return this;
  }

  byte[] take() {
    return Arrays.copyOf(buffer, length);
  }

  JsonBytes raw(byte[] bytes) {
    return raw(bytes, 0, bytes.length);
  }

  JsonBytes raw(byte[] bytes, int from, int to) {
    ensure(to - from);
    System.arraycopy(bytes, from, buffer, length, to - from);
    length += to - from;
    return this;
  }

  JsonBytes raw(char ascii) {
    ensure(1);
    buffer[length++] = (byte) ascii;
    return this;
  }

  JsonBytes nothing() {
    return raw(NULL);
  }

  JsonBytes number(long value) {
    return raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  JsonBytes string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  JsonBytes string(byte[] utf8) {
    return string(utf8, 0, utf8.length);
  }

  /** A JSON string of this UTF-8 text. */
  JsonBytes string(byte[] utf8, int from, int to) {
    raw('"');
    int plain = from;
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
        raw(utf8, plain, i);
        escape(b);
        plain = i + 1;
      }
    }
    raw(utf8, plain, to);
    return raw('"');
  }

  private void escape(byte b) {
    raw('\\');
    switch (b) {
      case '"', '\\' -> raw((char) b);
      case '\n' -> raw('n');
      case '\r' -> raw('r');
      case '\t' -> raw('t');
      default -> {
        ensure(5);
        buffer[length++] = 'u';
        buffer[length++] = '0';
        buffer[length++] = '0';
        buffer[length++] = HEX[b >> 4];
        buffer[length++] = HEX[b & 15];
      }
    }
  }

  private void ensure(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
