/**
 * What services say to each other: commands, events, ids, topics and error codes.
 *
 * <p>Pure records of the JDK's types. No Spring, Kafka, JDBC, clock or random may come in; the
 * envelope lives in {@code contract.cloudevents}.
 *
 * <p>A wire name is written out in {@link MessageTypes} and never derived from a class name; a
 * sample that was once published stays readable for ever.
 */
@NullMarked
package io.sluice.contract;

import org.jspecify.annotations.NullMarked;
