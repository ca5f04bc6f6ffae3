/**
 * Incremental synchronization: the Store's log, written to the destination's topics.
 *
 * <p>The log comes in through {@code storelog}, records go out through {@code position}; what
 * becomes of a change is decided in {@link io.sluice.connector.incremental.ChangeRecords} alone.
 *
 * <p>A Kafka transaction holds whole source transactions and the log position after them. One
 * source transaction that is larger than a batch may be is split at slices of the log: never a
 * record twice, but then its parts become visible one after the other. Records of a key are in the
 * order of the log.
 */
@NullMarked
package io.sluice.connector.incremental;

import org.jspecify.annotations.NullMarked;
