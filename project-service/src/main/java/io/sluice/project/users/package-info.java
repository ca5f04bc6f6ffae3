/**
 * Users of the installation and tokens for programs. Kept in the database of project-service alone:
 * no other service knows them.
 */
@NullMarked
package io.sluice.project.users;

import org.jspecify.annotations.NullMarked;
