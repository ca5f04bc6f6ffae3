package io.sluice.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes on their way in; whatever is not in the format ends in an {@link UnreadableException}. */
final class ByteSource {
  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int next() {
    if (at >= bytes.length) {
      throw new UnreadableException("the record ends too early");
    }
    return bytes[at++] & 0xFF;
  }

  int peek(int index) {
    return bytes[index] & 0xFF;
  }

  /** Passes over bytes that are looked at by {@link #peek}; returns where they begin. */
  int skip(int count) {
    if (count > bytes.length - at) {
      throw new UnreadableException("the record ends too early");
    }
    int start = at;
    at += count;
    return start;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = next();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new UnreadableException("a number has too many bytes");
  }

  int varint32() {
    long value = varint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new UnreadableException("a number is out of range");
    }
    return (int) value;
  }

  long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  byte[] bytes() {
    int length = varint32();
    int start = skip(length);
    // An empty value is an array of its own: Row.ABSENT is told apart by identity.
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  String text() {
    int length = varint32();
    int start = skip(length);
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }
}
