/**
 * The JDBCWriter: writes a project's data to a destination database, in three steps: schema, full
 * and incremental synchronization.
 *
 * <p>This room wires and dispatches; how a step is done is in its own package. Whatever a step
 * needs comes with the {@link io.sluice.component.TaskContext}, nothing is remembered between runs.
 *
 * <p>Where a writer stands is in the destination database alone ({@code checkpoint}), in the same
 * transaction as the data, under the epoch of the run that wrote it.
 */
@NullMarked
package io.sluice.writer;

import org.jspecify.annotations.NullMarked;
