/**
 * Tests of the component kernel, on a real broker where it is about Kafka.
 *
 * <p>No mocks and no sleeping; each test takes ids and regions of its own on the shared broker.
 *
 * <p>What is promised across a crash is tested by crashing.
 */
@NullMarked
package io.sluice.component;

import org.jspecify.annotations.NullMarked;
