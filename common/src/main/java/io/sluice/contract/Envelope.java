package io.sluice.contract;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What travels around a command or an event.
 *
 * @param id idempotency key of a command; identity of an event
 * @param subject id of the aggregate it is about
 * @param source who sent it, a URI reference
 * @param correlationId id of the command that began the chain
 * @param causationId id of the command or event that led to this one; null at the beginning
 * @param actor who wished it: the name of a user, {@code token:} and the name of a program's token,
 *     or, of a command that nobody vouches for, {@code declared:} and its source
 * @param traceparent W3C trace context, carried on
 * @param follows the event that a command of the flow follows from; null for all others
 */
public record Envelope(
    String id,
    String subject,
    String source,
    Instant time,
    String correlationId,
    @Nullable String causationId,
    String actor,
    @Nullable String traceparent,
    @Nullable Position follows) {

  private static final String DECLARED = "declared:";

  /**
   * A place in the event log. What follows from an event is decided by reading the log in order, so
   * an aggregate that has followed one event of a partition has followed all before it.
   *
   * @param log the partition, by Kafka's id of the topic: one that is made anew begins anew
   */
  public record Position(String log, long offset) {
    private static final char BEFORE_OFFSET = '@';

    /** Empty when the text is no position. */
    public static Optional<Position> parse(String text) {
      int at = text.lastIndexOf(BEFORE_OFFSET);
      if (at < 1 || !text.substring(at + 1).matches("[0-9]{1,18}")) {
        return Optional.empty();
      }
      return Optional.of(
          new Position(text.substring(0, at), Long.parseLong(text.substring(at + 1))));
    }

    @Override
    public String toString() {
      return log + BEFORE_OFFSET + offset;
    }
  }

  /** The envelope of something that this one leads to. */
  public Envelope causes(String newId, String newSubject, String newSource, Instant at) {
    return new Envelope(
        newId, newSubject, newSource, at, correlationId, id, actor, traceparent, null);
  }

  /** As it may be believed when anybody could have sent it: nothing that only a service knows. */
  public Envelope declared() {
    return new Envelope(
        id,
        subject,
        source,
        time,
        correlationId,
        causationId,
        DECLARED + source,
        traceparent,
        null);
  }

  public Envelope following(Position event) {
    return new Envelope(
        id, subject, source, time, correlationId, causationId, actor, traceparent, event);
  }
}
