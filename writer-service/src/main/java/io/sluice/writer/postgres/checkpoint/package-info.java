/**
 * What a writer remembers, in the destination database: its checkpoint, and the chunks that full
 * synchronization copied.
 *
 * <p>JDBC only; callers bring the connection and, where data is written, the transaction.
 *
 * <p>Every write is under an epoch. A run whose epoch is no longer the highest affects no row and
 * gets FENCED, so two instances that both believe to own a writer cannot both write.
 */
@NullMarked
package io.sluice.writer.postgres.checkpoint;

import org.jspecify.annotations.NullMarked;
