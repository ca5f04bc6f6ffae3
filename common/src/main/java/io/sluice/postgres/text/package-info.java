/**
 * PostgreSQL's text forms: names and literals in SQL, and rows as {@code COPY} writes them.
 *
 * <p>Pure: no connection, no driver.
 *
 * <p>Whatever is in a name or a value, it stays one name or one value.
 */
@NullMarked
package io.sluice.postgres.text;

import org.jspecify.annotations.NullMarked;
