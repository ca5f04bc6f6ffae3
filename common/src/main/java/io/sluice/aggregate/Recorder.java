package io.sluice.aggregate;

import java.util.List;
import java.util.function.Function;

/** Records what happened to an aggregate by itself, without a command. */
@FunctionalInterface
public interface Recorder<S, E> {
  /**
   * The same transaction as a command's, except for the command's offset.
   *
   * @param happened from the present state to events; no event when nothing is to be said. Called
   *     under the lock of the aggregate's partition
   * @return the state after it
   * @throws NotOwnedException when this process does not, or no longer, own the aggregate; then
   *     nothing may have been recorded, and whoever owns it now goes on
   */
  S record(String id, Function<S, List<E>> happened);
}
