/**
 * What writer, Connector and Store agree on about PostgreSQL: connections, the session in which a
 * value has one text, what its failures mean, when a commit can be seen, names and values in SQL,
 * the text of {@code COPY}, samples of a table, and rows as the source has them now.
 *
 * <p>May know data sources and the pure rooms; knows no component, step or service.
 *
 * <p>Raw text of the driver or the server never leaves this room: it can hold values of rows.
 */
@NullMarked
package io.sluice.postgres;

import org.jspecify.annotations.NullMarked;
