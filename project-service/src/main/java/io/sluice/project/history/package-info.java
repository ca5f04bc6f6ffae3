/**
 * What has happened, read from the projected event log: the history of a project, why something is
 * as it is, and how it was at any past time.
 */
@NullMarked
package io.sluice.project.history;

import org.jspecify.annotations.NullMarked;
