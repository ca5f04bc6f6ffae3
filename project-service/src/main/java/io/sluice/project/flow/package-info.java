/**
 * The process manager: the one place that knows which component does what for a project, and how
 * what components report comes back to it.
 *
 * <p>{@link Flow} is a pure function from an event to commands; it keeps nothing between events.
 * {@link FlowRunner} brings it events and sends what it answers, and decides nothing.
 *
 * <p>An event that is seen twice leads to the same commands with the same ids, which their
 * receivers know already.
 */
@NullMarked
package io.sluice.project.flow;

import org.jspecify.annotations.NullMarked;
