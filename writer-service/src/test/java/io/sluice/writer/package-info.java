/**
 * A writer tried on real databases, without the kernel: a run is given by hand.
 *
 * <p>What more than one room's tests need is here.
 *
 * <p>Every test has databases of its own.
 */
@NullMarked
package io.sluice.writer;

import org.jspecify.annotations.NullMarked;
