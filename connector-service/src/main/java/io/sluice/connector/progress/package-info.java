/**
 * What a run has done so far, and telling it each second.
 *
 * <p>Counters only; nothing here decides anything.
 *
 * <p>Telemetry comes from a thread of its own, so that it goes on while a destination hangs.
 */
@NullMarked
package io.sluice.connector.progress;

import org.jspecify.annotations.NullMarked;
