/**
 * Tests of the component kernel, on a real broker where it is about Kafka.
 *
 * <p>No mocks and no sleeping; each test takes ids and a region, and with it command and state
 * topics, of its own on the shared broker.
 *
 * <p>What is promised across a crash is tested by crashing; numbers in names of tests are those of
 * the protocol in {@link io.sluice.aggregate.Ownership}.
 */
@NullMarked
package io.sluice.component;

import org.jspecify.annotations.NullMarked;
