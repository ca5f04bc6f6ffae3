/**
 * Real parts without an installation: a KRaft broker in this process and a PostgreSQL server beside
 * it.
 *
 * <p>For the standalone and for tests. Knows nothing of Sluice; no service may need it.
 *
 * <p>Data given a directory survives a restart and a kill of this process at any instant.
 */
@NullMarked
package io.sluice.embedded;

import org.jspecify.annotations.NullMarked;
