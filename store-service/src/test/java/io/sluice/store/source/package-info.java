/** What PostgreSQL's messages leave out is found out. */
@NullMarked
package io.sluice.store.source;

import org.jspecify.annotations.NullMarked;
