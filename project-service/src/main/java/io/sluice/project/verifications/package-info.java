/**
 * Verifications over HTTP: asked for, how far they are, what they have found, and its repair.
 *
 * <p>Rows are made from the event log; what may be asked is decided by the project's lifecycle.
 */
@NullMarked
package io.sluice.project.verifications;

import org.jspecify.annotations.NullMarked;
