/**
 * Tests of the lifecycles that more than one service decides by.
 *
 * <p>Pure, as what they test: no Kafka, no Spring.
 *
 * <p>Every pair of state and command is a reviewed row of a golden file, which is also the
 * documentation.
 */
@NullMarked
package io.sluice.lifecycle;

import org.jspecify.annotations.NullMarked;
