/**
 * Tests of the checkers, which must find what is planted, and a short part of the suite, which a
 * build runs when it is asked for.
 *
 * <p>What a fault does to Sluice is a scenario, not a test here.
 *
 * <p>A checker without a test that sees it fail has no right to pass anything.
 */
@NullMarked
package io.sluice.faults;

import org.jspecify.annotations.NullMarked;
