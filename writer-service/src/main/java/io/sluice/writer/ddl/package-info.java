/**
 * DDL mid-stream: makes a destination table follow the columns of its source table.
 *
 * <p>A source does not log its statements, only which columns a table has before the next change of
 * its rows. {@link io.sluice.writer.ddl.Alterations} finds, from two such descriptions, what was
 * done in between; the numbers that the source gives its columns tell a renamed one from one that
 * was dropped and another that was added. {@link io.sluice.writer.ddl.AppliedSchemas} remembers, at
 * the destination, which description it follows; it is written in the transaction that alters the
 * table, so a crash leaves both or none.
 *
 * <p>The differences are pure; what may come in beside them is JDBC for PostgreSQL.
 */
@NullMarked
package io.sluice.writer.ddl;

import org.jspecify.annotations.NullMarked;
