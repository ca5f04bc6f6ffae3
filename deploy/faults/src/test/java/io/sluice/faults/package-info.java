/**
 * Tests of the checkers, which must find what is planted, and the part of the suite that each build
 * runs.
 *
 * <p>What a fault does to Sluice is a scenario, not a test here.
 *
 * <p>A checker without a test that sees it fail has no right to pass anything.
 */
@NullMarked
package io.sluice.faults;

import org.jspecify.annotations.NullMarked;
