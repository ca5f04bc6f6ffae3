/**
 * What a registered PostgreSQL says of itself when a person looks at it: version and tables.
 *
 * <p>Reads the catalog, within seconds; changes nothing.
 *
 * <p>Failures come with a code and without the driver's text.
 */
@NullMarked
package io.sluice.project.datasources.postgres;

import org.jspecify.annotations.NullMarked;
