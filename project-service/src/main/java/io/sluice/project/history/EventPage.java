package io.sluice.project.history;

import io.sluice.project.events.LoggedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events of a list.
 *
 * @param next the `cursor` of those that come after these; null when there are none
 */
record EventPage(List<LoggedEvent> items, @Nullable String next) {}
