/**
 * Aggregates owned by partition: commands are decided by the one instance that owns the partition,
 * and events, new state and the command's offset are committed in one Kafka transaction. {@link
 * io.sluice.aggregate.Ownership} tells the protocol, step by step.
 *
 * <p>May use the Kafka client and Spring's containers. Nothing here decides: that is the
 * lifecycles' part, which comes in as functions ({@link io.sluice.aggregate.AggregateType}).
 *
 * <p>Memory follows what is committed; effects follow memory.
 */
@NullMarked
package io.sluice.aggregate;

import org.jspecify.annotations.NullMarked;
