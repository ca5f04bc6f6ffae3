package io.sluice.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes on their way out; grows, and is used again for the next record. */
final class ByteSink {
  private byte[] bytes;
  private int size;

  ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Gives memory back that one unusually large record needed. */
  void shrinkTo(int capacity) {
    if (bytes.length > capacity) {
      bytes = new byte[capacity];
      size = 0;
    }
  }

  void put(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void set(int index, int value) {
    bytes[index] = (byte) value;
  }

  /** Zeroes to be set later; returns where they begin. */
  int skip(int count) {
    room(count);
    int start = size;
    Arrays.fill(bytes, start, start + count, (byte) 0);
    size += count;
    return start;
  }

  void or(int index, int bits) {
    bytes[index] |= (byte) bits;
  }

  /** Seven bits a byte, lowest first; negative numbers take ten bytes. */
  void putVarint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  void putZigzag(long value) {
    putVarint((value << 1) ^ (value >> 63));
  }

  void putBytes(byte[] value) {
    putVarint(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  void putText(String value) {
    putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
