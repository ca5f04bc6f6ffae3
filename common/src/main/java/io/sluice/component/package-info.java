/**
 * The kernel that every service runs on: ownership by partition assignment, the event log,
 * reconciling what runs with what should run.
 *
 * <p>A service brings a {@link Task}; nothing here knows a Store from a JDBCWriter.
 *
 * <p>Events, new state and the command's offset are committed in one Kafka transaction, by the one
 * instance that owns the partition.
 */
@NullMarked
package io.sluice.component;

import org.jspecify.annotations.NullMarked;
