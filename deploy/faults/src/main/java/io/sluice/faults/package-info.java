/**
 * The fault suite: runs Sluice as an installation of many processes, breaks it in every way that it
 * must survive, and checks the invariants by program.
 *
 * <p>A {@code Site} owns the processes; a {@code Trial} is one scenario on it, with a source that
 * is written to, a copy in a database and a copy in topics. Scenarios say what is broken and
 * nothing of how it is judged. Whatever looks at Sluice here looks from outside: processes, tables,
 * topics, the API.
 *
 * <p>The same seed gives the same workload and the same faults; when they meet is the machine's
 * choice. A run that was not seen to be right is red: no checker may pass by having seen nothing.
 */
@NullMarked
package io.sluice.faults;

import org.jspecify.annotations.NullMarked;
