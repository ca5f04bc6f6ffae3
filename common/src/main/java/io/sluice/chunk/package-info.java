/**
 * What a full copy and the incremental synchronization after it agree on, whatever the destination:
 * how keys are ordered, how a table is cut into chunks of its key, and the chunk rule.
 *
 * <p>Pure: no I/O, no clock but the one that a {@link io.sluice.chunk.RateLimit} waits by.
 *
 * <p><b>The chunk rule.</b> A logged change is left out for a row exactly when its transaction was
 * visible to the snapshot under which the row's key was copied. Ranges are half-open, from {@code
 * low} on and below {@code high}; the ranges of a table hold every key there can be, each once.
 */
@NullMarked
package io.sluice.chunk;

import org.jspecify.annotations.NullMarked;
