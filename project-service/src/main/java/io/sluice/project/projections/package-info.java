/**
 * How the event log becomes rows: the one reader of {@code sluice.events} that writes this
 * service's database.
 *
 * <p>A feature brings a {@link Projection}; it gets facts in log order, inside the transaction that
 * also moves the offset. No projection calls Kafka or another service.
 *
 * <p>Rows and offset change together or not at all, so every record counts exactly once, whoever
 * reads and however often it is delivered; emptying all tables and reading from the beginning makes
 * the same rows again.
 */
@NullMarked
package io.sluice.project.projections;

import org.jspecify.annotations.NullMarked;
