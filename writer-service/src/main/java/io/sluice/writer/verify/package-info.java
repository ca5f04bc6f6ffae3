/**
 * Verification: whether the destination has what the source has, while both move.
 *
 * <p>Reads rows of both sides and writes none; what was found of a chunk is committed together with
 * the mark that it is done, so a run that follows a crash goes on with the next chunk.
 */
@NullMarked
package io.sluice.writer.verify;

import org.jspecify.annotations.NullMarked;
