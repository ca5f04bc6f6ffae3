package io.sluice.project.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who calls and how: everything that a write takes from headers.
 *
 * @param commandId the idempotency key, or an id made for this request
 * @param repeatable true when the caller gave the key and may send the same again
 * @param actor the name of who is signed in
 * @param patience how long to wait for the outcome; zero to be answered at once
 */
public record Caller(
    String commandId,
    boolean repeatable,
    String actor,
    @Nullable String traceparent,
    Duration patience) {
  /** The same for one of several things that a request is about. */
  public Caller about(String subject) {
    return new Caller(commandId + ":" + subject, repeatable, actor, traceparent, patience);
  }

  public Caller waiting(Duration longer) {
    return new Caller(commandId, repeatable, actor, traceparent, longer);
  }
}
