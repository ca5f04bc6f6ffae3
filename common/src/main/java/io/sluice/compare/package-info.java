/**
 * When a row that is not the same on both sides is a difference, and when its change is on its way;
 * whatever the destination is.
 *
 * <p>Knows the source, which is a database; the destination is asked through {@link
 * io.sluice.compare.Sides}.
 */
@NullMarked
package io.sluice.compare;

import org.jspecify.annotations.NullMarked;
