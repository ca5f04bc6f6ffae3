/**
 * How fast Sluice is, as a ratio to what PostgreSQL does by itself on the same machine in the same
 * run.
 *
 * <p>Drives a standalone through its API only, as a user would; measures at the databases.
 *
 * <p>After each stage source and destination are compared: a fast wrong run counts zero.
 */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
