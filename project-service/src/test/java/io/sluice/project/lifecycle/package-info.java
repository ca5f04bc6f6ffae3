/**
 * Tests of the lifecycle of projects.
 *
 * <p>The lifecycle is asked, never started: no Spring, Kafka or JDBC in its tests.
 *
 * <p>The reviewed table is a file; a change of a rule shows as a change of the file.
 */
@NullMarked
package io.sluice.project.lifecycle;

import org.jspecify.annotations.NullMarked;
