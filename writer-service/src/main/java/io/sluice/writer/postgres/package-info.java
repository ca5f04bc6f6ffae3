/**
 * Everything that a writer says to PostgreSQL while it copies and applies: the session, statements
 * over sets and one row after the other, COPY from server to server, the catalog of the
 * destination, and DDL mid-stream.
 *
 * <p>Plans come in from {@code plan}; who decides when to commit is the caller. Two rooms are
 * inside: {@code checkpoint}, what a writer remembers at the destination, and {@code schema}, the
 * schema step.
 *
 * <p>Text that can hold values of rows never leaves this room; what follows a source's columns is
 * recorded ({@link io.sluice.writer.postgres.AppliedSchemas}) in the transaction that alters the
 * table, so a crash leaves both or none.
 */
@NullMarked
package io.sluice.writer.postgres;

import org.jspecify.annotations.NullMarked;
