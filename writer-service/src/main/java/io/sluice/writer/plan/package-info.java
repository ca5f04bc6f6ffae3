/**
 * How logged changes become writes: batches, net changes per key, the plan of a table, and what was
 * altered between two descriptions of a table.
 *
 * <p>Pure: no SQL is run here, no Kafka is read. A source does not log its statements, only which
 * columns a table has before the next change of its rows; {@link io.sluice.writer.plan.Alterations}
 * finds, from two such descriptions, what was done in between.
 *
 * <p>Applying the net changes of a run gives the same rows as applying its changes one by one, or
 * the run is said to need the latter.
 */
@NullMarked
package io.sluice.writer.plan;

import org.jspecify.annotations.NullMarked;
