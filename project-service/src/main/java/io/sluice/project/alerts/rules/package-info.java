/**
 * What is worth telling, and when: pure functions of what is seen, what stands already, and the
 * time.
 */
@NullMarked
package io.sluice.project.alerts.rules;

import org.jspecify.annotations.NullMarked;
