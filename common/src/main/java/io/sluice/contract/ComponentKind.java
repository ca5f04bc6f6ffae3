package io.sluice.contract;

/** The three components; the service that owns one is named after it. */
public enum ComponentKind {
  STORE("stores", "s-"),
  CONNECTOR("connectors", "c-"),
  WRITER("writers", "w-");

  private final String plural;
  private final String prefix;

  ComponentKind(String plural, String prefix) {
    this.plural = plural;
    this.prefix = prefix;
  }

  /** The word in topic names and paths. */
  public String plural() {
    return plural;
  }

  /** The id of this project's component of this kind: project {@code p-7} has Store {@code s-7}. */
  public String idFor(String projectId) {
    return prefix + projectId.substring(2);
  }
}
