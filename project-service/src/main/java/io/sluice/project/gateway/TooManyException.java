package io.sluice.project.gateway;

import java.time.Duration;

/** A caller who has to slow down; the answer says by how much. */
public final class TooManyException extends RuntimeException {
  private final String detail;
  private final Duration wait;

  public TooManyException(Duration wait, String detail) {
    super(detail);
    this.detail = detail;
    this.wait = wait;
  }

  public String detail() {
    return detail;
  }

  /** In whole seconds, one at least: what Retry-After says. */
  public String retryAfter() {
    return Long.toString(wait.plusSeconds(1).toSeconds());
  }
}
