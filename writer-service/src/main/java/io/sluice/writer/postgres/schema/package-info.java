/**
 * Schema synchronization: makes at the destination what the source's tables need, and checks what
 * is there already.
 *
 * <p>Reads two catalogs and writes DDL. Rows are none of its business.
 *
 * <p>What exists is never changed; what does not fit stops the step with the statements to run.
 * Every table is made in one transaction, so the step can be repeated after a crash at any point.
 */
@NullMarked
package io.sluice.writer.postgres.schema;

import org.jspecify.annotations.NullMarked;
