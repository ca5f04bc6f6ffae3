/**
 * Tests of the precheck on a real PostgreSQL and a real Kafka.
 *
 * <p>What a check found wrong is put right with its own remedy, word for word.
 *
 * <p>Roles belong to the whole server: each test makes its own and drops what it made.
 */
@NullMarked
package io.sluice.project.precheck;

import org.jspecify.annotations.NullMarked;
