/**
 * Incremental synchronization of a JDBCWriter: from the Store's log to the destination database,
 * exactly once.
 *
 * <p><b>Exact apply.</b> A batch is a run of whole source transactions; its changes and the
 * checkpoint (offset of the next entry, under this run's epoch) are committed in one transaction of
 * the destination. A run starts from the checkpoint and from nothing else. It may be killed
 *
 * <ol>
 *   <li>with a batch read and nothing sent: the batch is read again;
 *   <li>with the data sent, or a part of a transaction that is too large for one batch, and the
 *       transaction open: the destination rolls it back, the batch is read again;
 *   <li>with the checkpoint sent as well: the same;
 *   <li>with the commit sent and its answer not seen: the checkpoint tells the next run whether it
 *       happened;
 *   <li>with the commit seen and nobody told of it: what is told (telemetry, that it has caught up)
 *       is told by the next run;
 *   <li>with a replay asked for and nothing moved: the kernel asks again;
 *   <li>with the checkpoint moved back, durable, together with the offset at which the replay ends,
 *       and the kernel not told: it asks again, the checkpoint is moved to the same place, and the
 *       end of the replay never moves back;
 *   <li>with the kernel told and nothing replayed: the next run finds the end of the replay in the
 *       checkpoint and replays;
 *   <li>with the end of the replay passed and the kernel not told: the next run finds the offset
 *       beyond the end, and tells it;
 *   <li>with the kernel told and the end still in the checkpoint: the next run tells it again;
 *   <li>with the writer that is to have its tables held where it is: the destination lets it go on,
 *       and the next run holds it again;
 *   <li>with all that hands them over sent, and not committed: the same;
 *   <li>with the tables handed over and nobody told: the next run finds that in its checkpoint.
 * </ol>
 *
 * A run whose epoch is no longer the highest hits no checkpoint row, rolls back and stops: FENCED.
 * Because data and checkpoint share a transaction, {@code synchronous_commit} is off: a server that
 * crashes loses both or none.
 *
 * <p>What may come in: JDBC for PostgreSQL, the Store log's reader, resilience4j. Compaction,
 * batching, plans, statements' text and the chunk rule are pure. A destination row is as the source
 * row was at the checkpoint, also where full synchronization copied it at another time (the chunk
 * rule), where the log leaves out unchanged values, and where keys move or swap. Tables without a
 * key at the destination have no place to meet an existing row: replayed inserts are left out where
 * an equal row is there.
 */
@NullMarked
package io.sluice.writer.apply;

import org.jspecify.annotations.NullMarked;
