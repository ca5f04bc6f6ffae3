/**
 * What can be asked of a project, and what then happens.
 *
 * <p>{@link ProjectLifecycle}, the states and the steps are pure: no clock, Kafka or JDBC may come
 * in; outside facts come in as a record.
 *
 * <p>Every pair of state and command has a reviewed row in the table; every history, however old,
 * folds.
 */
@NullMarked
package io.sluice.project.lifecycle;

import org.jspecify.annotations.NullMarked;
