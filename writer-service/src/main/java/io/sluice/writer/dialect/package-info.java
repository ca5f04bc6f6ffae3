/**
 * What is particular to PostgreSQL and concerns every step: names in SQL, how a session is set up,
 * and what its failures mean.
 *
 * <p>No knowledge of steps, tables or components.
 *
 * <p>Both sides of a copy run under the same session settings, so that a value's text is the same
 * on both.
 */
@NullMarked
package io.sluice.writer.dialect;

import org.jspecify.annotations.NullMarked;
