package io.sluice.project.history;

import io.sluice.project.events.LoggedEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What led to something, across projects' and components' events.
 *
 * @param status what is so because of it; null when an event was asked about
 * @param chain from the event itself back to what began it
 */
record Why(@Nullable String status, List<Link> chain) {

  /** An event, or the command that began it all. */
  enum Kind {
    EVENT,
    COMMAND
  }

  /**
   * One thing, and who did it.
   *
   * @param type null for a command that came over Kafka: the log has commands' outcomes, not them
   * @param time null for such a command too
   * @param event null for a command
   */
  record Link(
      Kind kind,
      String id,
      @Nullable String type,
      @Nullable String subject,
      String actor,
      @Nullable Instant time,
      @Nullable LoggedEvent event) {
    static Link of(LoggedEvent event) {
      return new Link(
          Kind.EVENT,
          event.id(),
          event.type(),
          event.subject(),
          event.actor(),
          event.time(),
          event);
    }
  }
}
