/**
 * How a change looks in a destination topic: a {@link io.sluice.connector.format.RecordFormat} per
 * format, compiled into a {@link io.sluice.connector.format.RowEncoder} once per table schema.
 *
 * <p>Pure: bytes of PostgreSQL's text form come in, bytes of JSON go out. No Kafka, JDBC, Spring or
 * clock.
 *
 * <p>What a consumer reads is a contract: the formats are written down in {@code
 * deploy/docs/kafka-formats.md}, and golden tests hold them.
 */
@NullMarked
package io.sluice.connector.format;

import org.jspecify.annotations.NullMarked;
