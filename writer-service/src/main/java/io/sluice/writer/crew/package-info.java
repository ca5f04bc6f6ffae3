/**
 * Threads that work on two databases at once, for one run of a component.
 *
 * <p>Knows connections and when to end; not what the jobs do.
 *
 * <p>When {@code run} returns, every thread has ended and every connection is closed, whether the
 * jobs are done, one failed or the component is stopping.
 */
@NullMarked
package io.sluice.writer.crew;

import org.jspecify.annotations.NullMarked;
