/**
 * Tests of incremental synchronization: its pure parts by themselves, the rest on real PostgreSQL
 * and Kafka.
 *
 * <p>The Store's log is written by hand, so that every order and every gap can be had.
 *
 * <p>What a test expects at the destination it computes itself, or asks of a source table on which
 * the same was done with plain SQL.
 */
@NullMarked
package io.sluice.writer.apply;

import org.jspecify.annotations.NullMarked;
