/**
 * Reading and writing a Store's log on Kafka: one partition, commit order, position and records in
 * one transaction.
 *
 * <p>May use the Kafka client, {@code change}, {@code cluster} and {@code contract}; knows nothing
 * of components or databases.
 *
 * <p>The log is the offset store: what is in it is exactly what was pulled, without gap or repeat.
 */
@NullMarked
package io.sluice.storelog;

import org.jspecify.annotations.NullMarked;
