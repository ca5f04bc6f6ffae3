/**
 * The Store: pulls a source's log and keeps it, replayable, in a Kafka topic.
 *
 * <p>{@code StoreTask} is the way in. Debezium's engine runs behind {@code EngineSource}; what is
 * at the source (slot, publication) is touched in {@code Slot} alone.
 *
 * <p>The protocol, with its crash points. (1) A batch of the engine is cut into slices and appended
 * to the log in one Kafka transaction, (2) which is committed with the position of the last source
 * transaction that is complete in it; (3) only then that position is confirmed to the source. A
 * crash before (2) leaves nothing in the log, and the batch comes again. A crash between (2) and
 * (3) is met by the next run: it asks the source to begin behind the position in the log, drops
 * transactions that the log has all the same, and of one that the log has in part the first part. A
 * zombie's transaction fails at (2), because the next run has fenced it.
 */
@NullMarked
package io.sluice.store;

import org.jspecify.annotations.NullMarked;
