/**
 * project-service: owns projects and data sources, knows how steps follow each other, and is the
 * way in for people and programs.
 *
 * <p>Each feature has a package of its own. Other services are met on Kafka only.
 *
 * <p>What happened is in the event log; everything in this service's database can be made again
 * from it.
 */
@NullMarked
package io.sluice.project;

import org.jspecify.annotations.NullMarked;
