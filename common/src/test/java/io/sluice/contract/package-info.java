/**
 * Holds the contract to what is written about it: the AsyncAPI document, and a sample of every
 * message.
 *
 * <p>Pure: files and records.
 *
 * <p>A sample is never changed once it was published; a message that can no longer be read fails
 * here first.
 */
@NullMarked
package io.sluice.contract;

import org.jspecify.annotations.NullMarked;
