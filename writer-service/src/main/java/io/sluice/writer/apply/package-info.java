/**
 * Incremental synchronization: from the Store's log to the destination, exactly once.
 *
 * <p>Knows the log, the checkpoint and SQL; nothing of how the full step made its chunks beyond
 * their records.
 *
 * <p>A checkpoint is moved in the transaction that carries the data, or not at all.
 */
@NullMarked
package io.sluice.writer.apply;

import org.jspecify.annotations.NullMarked;
