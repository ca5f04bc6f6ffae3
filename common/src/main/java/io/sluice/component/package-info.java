/**
 * What every component service runs on: a service brings a {@link io.sluice.component.Task} and
 * imports {@link io.sluice.component.ComponentKernel}; what runs is made to agree with what the
 * states say should run.
 *
 * <p>May use Spring and the Kafka client. Nothing here knows a Store from a JDBCWriter, and nothing
 * here decides: that is the lifecycles' part.
 *
 * <p>A component runs at most once in a process, and what it counts ({@link
 * io.sluice.component.Meter}) is told once a second from outside of it, so that it is told while a
 * database hangs.
 */
@NullMarked
package io.sluice.component;

import org.jspecify.annotations.NullMarked;
