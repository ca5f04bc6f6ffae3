/**
 * Full synchronization: copies what the tables hold, by key ranges, while the source goes on.
 *
 * <p>Reads the source, writes the destination and the chunk records; leaves the log to {@code
 * apply}, but notes where in it apply has to begin.
 *
 * <p>A chunk's rows, and the snapshot under which they were read, are committed in one transaction:
 * a chunk is copied exactly once, whatever crashes.
 */
@NullMarked
package io.sluice.writer.full;

import org.jspecify.annotations.NullMarked;
