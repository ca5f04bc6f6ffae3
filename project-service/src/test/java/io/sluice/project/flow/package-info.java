/**
 * Tests of the process manager.
 *
 * <p>As dialogues: given an event, these commands; nothing is started.
 *
 * <p>A test of the whole plays flow, project and components against each other in memory.
 */
@NullMarked
package io.sluice.project.flow;

import org.jspecify.annotations.NullMarked;
