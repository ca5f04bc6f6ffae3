/**
 * The event log for readers: history, the live stream, and what became of a command.
 *
 * <p>Everything here reads rows that the projection made; nothing here writes an event.
 *
 * <p>A position in the stream is a place in every partition of the log, so it stays valid when the
 * projections are made again, and on every instance.
 */
@NullMarked
package io.sluice.project.events;

import org.jspecify.annotations.NullMarked;
