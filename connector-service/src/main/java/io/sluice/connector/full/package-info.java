/**
 * Full synchronization: tables cut into ranges of their first key column, read under snapshots and
 * written as records of kind {@code r}.
 *
 * <p>JDBC to the source may be used here; Kafka only through {@code position}.
 *
 * <p>Rows and the progress they make are written in one transaction. A chunk that is taken up again
 * goes on above the last key it wrote, under a new snapshot: each part keeps the snapshot it was
 * read under, so that incremental synchronization can tell for every key what the copy has seen.
 */
@NullMarked
package io.sluice.connector.full;

import org.jspecify.annotations.NullMarked;
