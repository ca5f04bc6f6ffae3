/** Owns projects: decides what becomes of their commands, one instance at a time for each. */
@NullMarked
package io.sluice.project.owner;

import org.jspecify.annotations.NullMarked;
