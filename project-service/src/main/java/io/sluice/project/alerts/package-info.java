/**
 * Alerts: what is so is looked at every two seconds, and what is worth telling is raised, told
 * again, and over by itself.
 *
 * <p>What is decided by is in {@code rules}, pure; what is told, and how, in {@code channels}. All
 * is kept in this service's database, and told to the event log from there, so that people are told
 * also when Kafka is what is broken.
 */
@NullMarked
package io.sluice.project.alerts;

import org.jspecify.annotations.NullMarked;
