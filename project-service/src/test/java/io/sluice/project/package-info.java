/**
 * Tests of the service as a whole, on a real broker and a real database.
 *
 * <p>Commands come from plain producers, outcomes are read from the event log; component services
 * are played by the test.
 *
 * <p>Each test takes ids and databases of its own; nothing waits without an end.
 */
@NullMarked
package io.sluice.project;

import org.jspecify.annotations.NullMarked;
