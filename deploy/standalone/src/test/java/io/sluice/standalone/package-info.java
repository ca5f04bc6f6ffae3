/**
 * Stories: the whole product on real parts, read as pages of the manual; and the rules of the
 * house.
 *
 * <p>Drive Sluice through its API and its topics only, as its users do.
 *
 * <p>A story ends by comparing source and destination row by row.
 */
@NullMarked
package io.sluice.standalone;

import org.jspecify.annotations.NullMarked;
