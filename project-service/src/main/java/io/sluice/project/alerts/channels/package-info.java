/**
 * How people are told: channels (webhooks, e-mail), what each is for, and deliveries with what
 * became of them.
 *
 * <p>What is to be told is written in the transaction that decides it, and sent afterwards, at
 * least once, with an id that tells repeats. A channel that does not answer holds up nothing but
 * itself.
 */
@NullMarked
package io.sluice.project.alerts.channels;

import org.jspecify.annotations.NullMarked;
