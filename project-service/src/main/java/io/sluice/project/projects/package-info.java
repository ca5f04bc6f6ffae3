/**
 * What people see of projects, and what they ask of them.
 *
 * <p>No rule is here; what is allowed is asked of the lifecycle.
 *
 * <p>The projection is made from the event log alone, and can be made anew at any time.
 */
@NullMarked
package io.sluice.project.projects;

import org.jspecify.annotations.NullMarked;
