/**
 * How all checks of the precheck word their results and remedies.
 *
 * <p>Texts only; knows no server.
 *
 * <p>A remedy is what can be pasted and run, and never more of it than can be read.
 */
@NullMarked
package io.sluice.project.precheck.checks;

import org.jspecify.annotations.NullMarked;
