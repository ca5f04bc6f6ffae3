/**
 * What more than one service decides by: the lifecycle of a component and the shape of a decision.
 *
 * <p>Pure: no I/O, no clock, no random, no framework. Outside facts come in as a record.
 *
 * <p>{@code decide} is total over state and command, {@code evolve} over state and event: any
 * history, however old, folds.
 */
@NullMarked
package io.sluice.lifecycle;

import org.jspecify.annotations.NullMarked;
