package io.sluice.project.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a project are meant; all that is left out fits all.
 *
 * @param type beginning of the event type
 * @param actor who caused it
 * @param component id of the component that it is about
 * @param from this time and later
 * @param until before this time
 */
record EventFilter(
    @Nullable String type,
    @Nullable String actor,
    @Nullable String component,
    @Nullable Instant from,
    @Nullable Instant until) {
  static final EventFilter ALL = new EventFilter(null, null, null, null, null);
}
