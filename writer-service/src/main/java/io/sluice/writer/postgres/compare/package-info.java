/**
 * How the rows of a table are compared on two databases: each computes digests over the same
 * canonical text.
 *
 * <p>JDBC only; reads rows and never writes them. What is found is kept with the chunks of the
 * verification, in the caller's transaction.
 */
@NullMarked
package io.sluice.writer.postgres.compare;

import org.jspecify.annotations.NullMarked;
