package io.sluice.component;

import java.util.List;
import java.util.function.Function;
import org.springframework.context.SmartLifecycle;

/**
 * Owns the aggregates of the partitions that the consumer group gave to this process: restores
 * their states, answers their commands, records their events.
 *
 * <p>A bean of this type is all it takes:
 *
 * <pre>{@code
 * @Bean
 * Ownership<ProjectState, ProjectCommand, ProjectEvent> projects(KafkaClients kafka) {
 *   var type = new AggregateType<>("project", "sluice-projects", Topics.PROJECT_COMMANDS,
 *       Topics.PROJECT_STATE, ProjectCommand.class, ProjectState.class, new ProjectState.Absent(),
 *       (id, state, command, envelope) -> ProjectLifecycle.decide(state, command, facts(…)),
 *       ProjectLifecycle::evolve, (id, state) -> id);
 *   return new Ownership<>(type, kafka, "/projects/" + instance, Residents.none());
 * }
 * }</pre>
 */
public final class Ownership<S, C, E> implements SmartLifecycle {
  /**
   * @param source who speaks, as a URI reference: the {@code source} of every event
   */
  public Ownership(
      AggregateType<S, C, E> type, KafkaClients kafka, String source, Residents<S> residents) {
    throw new IllegalStateException("not built yet: " + type + kafka + source + residents);
  }

  /**
   * Records what happened to an aggregate by itself, without a command: the same transaction as a
   * command's, except for the command's offset.
   *
   * @param happened from the present state to events; no event when nothing is to be said
   * @return the state after it
   * @throws NotOwnedException when this process does not, or no longer, own the aggregate; then
   *     nothing was recorded, and whoever owns it now goes on
   */
  public S record(String id, Function<S, List<E>> happened) {
    throw new IllegalStateException("not built yet: " + id + happened);
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public boolean isRunning() {
    return false;
  }
}
