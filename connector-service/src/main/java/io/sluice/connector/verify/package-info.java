/**
 * Verification of topics: whether the last record of each key says what the source has, while both
 * move.
 *
 * <p>Reads rows of the source and records, and writes neither. What it has to remember of a topic
 * is kept in a file for as long as its table is compared.
 */
@NullMarked
package io.sluice.connector.verify;

import org.jspecify.annotations.NullMarked;
