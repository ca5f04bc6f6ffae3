/**
 * Projects: what can be asked of one, what then happens, and what people see of it.
 *
 * <p>{@link ProjectLifecycle}, its states and the steps are pure: no clock, Kafka or JDBC may come
 * in; outside facts come in as a record. Around them are the owner that runs commands, the API and
 * the projection.
 *
 * <p>Every pair of state and command has a reviewed row in the table; every history, however old,
 * folds.
 */
@NullMarked
package io.sluice.project.projects;

import org.jspecify.annotations.NullMarked;
