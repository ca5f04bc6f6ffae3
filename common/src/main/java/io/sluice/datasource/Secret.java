package io.sluice.datasource;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A secret, in memory only; prints as stars wherever it is put, in text and in JSON. What it holds
 * is the secret itself, or a reference to where this service finds it: {@code ${env:NAME}} or
 * {@code ${file:/path}} (see {@link SecretReference} for which are allowed).
 */
public final class Secret {
  private final String given;

  public Secret(String given) {
    this.given = given;
  }

  /**
   * The secret in the clear; a reference is looked up now. For the way into a driver, nothing else.
   *
   * @param endpoints to which it is about to be sent: {@code host:port}, or several with commas
   * @throws io.sluice.contract.SluiceException INVALID_INPUT when a reference leads nowhere, or to
   *     a secret that is for other servers
   */
  public String reveal(String endpoints) {
    return SecretReference.resolve(given, endpoints);
  }

  /** As it was given: what is sealed and stored. */
  String given() {
    return given;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Secret other && given.equals(other.given);
  }

  @Override
  public int hashCode() {
    return given.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return "****";
  }
}
