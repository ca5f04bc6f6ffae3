/**
 * Reading a PostgreSQL source for a full copy to topics: its catalog, and chunks of its tables in
 * the order of their keys.
 *
 * <p>JDBC to the source may be used here, and the encoders of {@code format}; nothing is written
 * here.
 *
 * <p>Each chunk is read under one snapshot, which goes with the rows; a batch of rows ends between
 * two keys, where the copy can be taken up again, or says that it does not.
 */
@NullMarked
package io.sluice.connector.postgres;

import org.jspecify.annotations.NullMarked;
