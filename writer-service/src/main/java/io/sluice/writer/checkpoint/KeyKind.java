package io.sluice.writer.checkpoint;

/**
 * The kinds of key columns whose order is the same here and in the database, whatever its
 * collation.
 */
public enum KeyKind {
  INTEGER {
    @Override
    public int compare(String one, String other) {
      return Long.compare(Long.parseLong(one), Long.parseLong(other));
    }
  },
  UUID {
    @Override
    public int compare(String one, String other) {
      // As the database does, byte by byte; UUID.compareTo takes the halves as signed.
      var a = java.util.UUID.fromString(one);
      var b = java.util.UUID.fromString(other);
      int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
      return high != 0
          ? high
          : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
  };

  /** Compares two values in the text form that the database gives them. */
  public abstract int compare(String one, String other);
}
