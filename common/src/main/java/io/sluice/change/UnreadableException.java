package io.sluice.change;

/** Bytes that no version of this format wrote, or a version that this build does not know yet. */
public final class UnreadableException extends RuntimeException {
  public UnreadableException(String what) {
    super(what);
  }
}
