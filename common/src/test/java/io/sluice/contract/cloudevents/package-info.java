/**
 * Tests of the envelope's codec.
 *
 * <p>Pure: nothing here needs a broker.
 *
 * <p>Random tests print their seed, and a failing one can be run again with it.
 */
@NullMarked
package io.sluice.contract.cloudevents;

import org.jspecify.annotations.NullMarked;
