/**
 * What a Store makes at its source: a replication slot and a publication of the same name.
 *
 * <p>{@code Slot} is the only one to touch them, one repeatable step a call; {@code SlotCreation}
 * waits where the source waits, and {@code SlotGuard} watches while the slot is read.
 *
 * <p>A slot is made once, before the log's first entry. One that its maker did not finish has no
 * position and is made anew; one that is gone, or further than the log, never is.
 */
@NullMarked
package io.sluice.store.postgres.slot;

import org.jspecify.annotations.NullMarked;
