package io.sluice.compare;

/**
 * A row as it was looked at.
 *
 * @param digest of its values
 * @param version another one once it has been written, even with the same values
 */
public record Row(String digest, String version) {
  public static final Row ABSENT = new Row("absent", "");

  public boolean isThere() {
    return !digest.equals(ABSENT.digest);
  }

  /** How many such rows there are, of a table without a key. */
  long count() {
    return isThere() ? Long.parseLong(digest) : 0;
  }
}
