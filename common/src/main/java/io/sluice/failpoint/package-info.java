/**
 * Instants at which a test may have this process die.
 *
 * <p>Knows nothing and may be called from everywhere. Nothing but the death of the process may ever
 * happen here: a failpoint that throws or waits would be a fault that no machine has.
 *
 * <p>Off unless the process was started with a name, and then it costs one comparison of a
 * constant.
 */
@NullMarked
package io.sluice.failpoint;

import org.jspecify.annotations.NullMarked;
