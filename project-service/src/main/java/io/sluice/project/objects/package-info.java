/**
 * The objects of projects: how their tables are chosen, changed, copied again, suspended, kept in
 * files, and what each of that would come to.
 *
 * <p>Nothing is decided here: a change is a command to the project, and a dry run asks the same
 * lifecycle what would follow.
 *
 * <p>A file is taken whole or not at all.
 */
@NullMarked
package io.sluice.project.objects;

import org.jspecify.annotations.NullMarked;
