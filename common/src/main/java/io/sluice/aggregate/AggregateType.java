package io.sluice.aggregate;

import io.sluice.contract.Envelope;
import io.sluice.lifecycle.Decision;
import java.util.function.BiFunction;

/**
 * What the kernel has to know of a kind of aggregate: its topics and its lifecycle, as functions.
 *
 * @param group consumer group whose members share the aggregates
 * @param commandTopic keyed by the aggregate's id
 * @param stateTopic compacted, with as many partitions as the command topic
 * @param commands the sealed interface of the commands
 * @param states the sealed interface of the states; its JSON is what the state topic holds
 * @param absent the state of an id that nothing is known of yet
 * @param decide answers a command
 * @param evolve applies an event; total, and without side effects
 * @param projectOf the project that an aggregate (by id and state) belongs to: the key of its
 *     events
 */
public record AggregateType<S, C, E>(
    String group,
    String commandTopic,
    String stateTopic,
    Class<C> commands,
    Class<S> states,
    S absent,
    Decide<S, C, E> decide,
    BiFunction<S, E, S> evolve,
    BiFunction<String, S, String> projectOf) {

  /** Gathers the facts that a rule may look at, then asks the pure lifecycle. */
  @FunctionalInterface
  public interface Decide<S, C, E> {
    /**
     * Called by the owner, one command of a partition at a time. It may look outside, but what it
     * does there has to be repeatable: after a crash the same command is decided again.
     *
     * @throws io.sluice.contract.SluiceException to reject the command with its failure
     */
    Decision<E> decide(String id, S state, C command, Envelope envelope);
  }
}
