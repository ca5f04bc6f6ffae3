package io.sluice.datasource;

/** A secret in the clear, in memory only; prints as stars wherever it is put. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "****";
  }
}
