/**
 * Components as people see them: which there are, how they do, what they say, and the commands one
 * can have about a single one.
 *
 * <p>A component's state comes from the event log and is folded by the same lifecycle that its
 * owner decides by; telemetry and log lines come from their own topics, bounded, and may be lost.
 *
 * <p>Nothing here commands a component except by its command topic.
 */
@NullMarked
package io.sluice.project.components;

import org.jspecify.annotations.NullMarked;
