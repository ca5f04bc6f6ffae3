/**
 * Data sources: registering, testing, changing and removing the endpoints that projects connect.
 *
 * <p>Settings come in as structured fields and are checked by the rules of {@code
 * io.sluice.datasource}; what reaches a driver is built there and nowhere else.
 *
 * <p>A password comes in and is sealed; it never goes out: not in an answer, an event, a row or a
 * log.
 */
@NullMarked
package io.sluice.project.datasources;

import org.jspecify.annotations.NullMarked;
