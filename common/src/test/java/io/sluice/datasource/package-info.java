/**
 * Tests of data sources: what is refused, what is sealed, what a real database's answers become.
 *
 * <p>Real PostgreSQL and Kafka; a canary password runs through everything that could print it.
 *
 * <p>No text of a driver and no secret reaches a message.
 */
@NullMarked
package io.sluice.datasource;

import org.jspecify.annotations.NullMarked;
