/**
 * Debezium's PostgreSQL connector with one part exchanged: what reads the replication stream.
 *
 * <p>Debezium's own reader turns every value into a Java object and back, which loses some
 * (24:00:00+05, infinity as a date, hours of an interval beyond an int) and costs time. Here the
 * bytes of PostgreSQL's own output pass through untouched. Everything that Debezium knows is named
 * by numbers: a table is {@code t<relation id>}, a column {@code c<position>}, so no name can be
 * too strange; the real description travels as a parameter of the first column's schema. Tables
 * have no key for Debezium, so that an update of a key stays one update.
 *
 * <p>Invariants: nothing is made at the source in here, above all no slot; the position at which
 * reading starts is always given; the LSN of every record of a transaction is that of its commit
 * record, and the one of the end record is where the next transaction may begin.
 */
@NullMarked
package io.sluice.store.postgres;

import org.jspecify.annotations.NullMarked;
