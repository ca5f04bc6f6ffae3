/**
 * connector-service: owns Connectors, which write a project's data to topics of a Kafka cluster.
 *
 * <p>{@link io.sluice.connector.ConnectorTask} is what the kernel runs; each step has a package of
 * its own, and {@code position} is what makes them exact. No other service may be imported.
 *
 * <p>What a topic holds under {@code read_committed} is each row once when copied and each change
 * once when logged, per key in the order of the source.
 */
@NullMarked
package io.sluice.connector;

import org.jspecify.annotations.NullMarked;
