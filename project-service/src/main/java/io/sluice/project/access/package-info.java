/**
 * Who may do what: the roles, the one table of what each may, and who asks just now.
 *
 * <p>How somebody proves who he is is no matter here.
 */
@NullMarked
package io.sluice.project.access;

import org.jspecify.annotations.NullMarked;
