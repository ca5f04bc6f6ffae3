package io.sluice.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What travels around a command or an event.
 *
 * @param id idempotency key of a command; identity of an event
 * @param subject id of the aggregate it is about
 * @param source who sent it, a URI reference
 * @param correlationId id of the command that began the chain
 * @param causationId id of the command or event that led to this one; null at the beginning
 * @param actor who wished it, as declared by the sender
 * @param traceparent W3C trace context, carried on
 */
public record Envelope(
    String id,
    String subject,
    String source,
    Instant time,
    String correlationId,
    @Nullable String causationId,
    String actor,
    @Nullable String traceparent) {

  /** The envelope of something that this one leads to. */
  public Envelope causes(String newId, String newSubject, String newSource, Instant at) {
    return new Envelope(newId, newSubject, newSource, at, correlationId, id, actor, traceparent);
  }
}
