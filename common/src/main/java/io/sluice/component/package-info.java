/**
 * The kernel that every service runs on: ownership by partition assignment, the event log,
 * reconciling what runs with what should run. {@link io.sluice.component.Ownership} tells its
 * protocol, step by step. A component service imports {@link io.sluice.component.ComponentKernel}
 * and brings a {@link Task}; project-service imports {@link io.sluice.component.ClusterAccess} and
 * makes an {@link io.sluice.component.Ownership} of its own.
 *
 * <p>May use Spring and the Kafka client. Nothing here knows a Store from a JDBCWriter, and nothing
 * here decides: that is the lifecycles' part.
 *
 * <p>Events, new state and the command's offset are committed in one Kafka transaction, by the one
 * instance that owns the partition; memory follows what is committed, and what runs follows memory.
 */
@NullMarked
package io.sluice.component;

import org.jspecify.annotations.NullMarked;
