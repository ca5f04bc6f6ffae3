/**
 * What the precheck asks of PostgreSQL, as a source and as a destination.
 *
 * <p>Reads catalogs and settings; changes nothing.
 *
 * <p>Each check says what is wrong, where, and the statement that mends it.
 */
@NullMarked
package io.sluice.project.precheck.postgres;

import org.jspecify.annotations.NullMarked;
