/**
 * Tests of the room of the same name.
 *
 * <p>Pure ones are named Test, those on real databases IT.
 *
 * <p>Every test has databases of its own.
 */
@NullMarked
package io.sluice.writer.postgres.checkpoint;

import org.jspecify.annotations.NullMarked;
