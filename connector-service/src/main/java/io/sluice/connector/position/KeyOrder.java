package io.sluice.connector.position;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.util.Arrays;

/** How the values of a first key column are ordered, in SQL and here alike. */
public enum KeyOrder {
  /** Integer types, by value. */
  INTEGER {
    @Override
    public int compare(byte[] left, byte[] right) {
      if (left.length <= 18 && right.length <= 18) {
        return Long.compare(parse(left), parse(right));
      }
      return new BigInteger(new String(left, US_ASCII))
          .compareTo(new BigInteger(new String(right, US_ASCII)));
    }
  },
  /** Everything else, by the bytes of its text form; UUIDs among them. */
  BYTES {
    @Override
    public int compare(byte[] left, byte[] right) {
      return Arrays.compareUnsigned(left, right);
    }
  },
  /** No key to order by. */
  NONE {
    @Override
    public int compare(byte[] left, byte[] right) {
      return 0;
    }
  };

  public abstract int compare(byte[] left, byte[] right);

  private static long parse(byte[] digits) {
    long value = 0;
    int start = digits[0] == '-' ? 1 : 0;
    for (int i = start; i < digits.length; i++) {
      value = value * 10 + (digits[i] - '0');
    }
    return start == 1 ? -value : value;
  }
}
