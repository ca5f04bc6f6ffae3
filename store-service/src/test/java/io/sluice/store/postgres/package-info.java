/** What PostgreSQL's messages leave out is found out. */
@NullMarked
package io.sluice.store.postgres;

import org.jspecify.annotations.NullMarked;
