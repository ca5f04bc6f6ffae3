package io.sluice.project.access;

/** What somebody may do; each may all that those before it may. */
public enum Role {
  /** Reads, but never credentials or what is connected with them. */
  VIEWER,
  /** Runs projects: create, start, pause, replay, modify, verify. */
  OPERATOR,
  /** Data sources, users, tokens, and what cannot be undone. */
  ADMIN;

  public boolean covers(Role needed) {
    return compareTo(needed) >= 0;
  }
}
