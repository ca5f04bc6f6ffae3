/** What was done about access: sign-ins, refusals, users, roles and tokens, and by whom. */
@NullMarked
package io.sluice.project.audit;

import org.jspecify.annotations.NullMarked;
