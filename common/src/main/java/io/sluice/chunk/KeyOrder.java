package io.sluice.chunk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * How the values of a key column are ordered, here and in the database alike, whatever its
 * collation. Values are in the text form that the database gives them.
 */
public enum KeyOrder {
  /** Integer types, by value. */
  INTEGER {
    @Override
    public int compare(byte[] one, byte[] other) {
      if (one.length <= 18 && other.length <= 18) {
        return Long.compare(parse(one), parse(other));
      }
      return new BigInteger(new String(one, US_ASCII))
          .compareTo(new BigInteger(new String(other, US_ASCII)));
    }
  },
  /** By the bytes, which are in the order of the text's digits. */
  UUID {
    @Override
    public int compare(byte[] one, byte[] other) {
      return Arrays.compareUnsigned(one, other);
    }
  },
  /** Everything else, by the bytes of its text form. */
  TEXT {
    @Override
    public int compare(byte[] one, byte[] other) {
      return Arrays.compareUnsigned(one, other);
    }
  };

  public abstract int compare(byte[] one, byte[] other);

  public int compare(String one, String other) {
    return compare(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  /** Whether keys spread over a range that can be cut in advance, by a sample of them. */
  public boolean isCut() {
    return this != TEXT;
  }

  private static long parse(byte[] digits) {
    long value = 0;
    int start = digits[0] == '-' ? 1 : 0;
    for (int i = start; i < digits.length; i++) {
      value = value * 10 + (digits[i] - '0');
    }
    return start == 1 ? -value : value;
  }
}
