package io.sluice.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A command to one component. Its id is the subject of the envelope. */
public sealed interface ComponentCommand {
  record Create(ComponentSpec spec) implements ComponentCommand {}

  /**
   * Run a step.
   *
   * @param step the step to run from now on; null to go on with the step it was at
   * @param replayFrom move to the first change committed at or after this time; null to go on from
   *     the checkpoint
   */
  record Start(@Nullable Step step, @Nullable Instant replayFrom) implements ComponentCommand {}

  record Pause(@Nullable String reason) implements ComponentCommand {}

  /** Replaces the configuration; a running component is restarted with it. */
  record Update(ComponentSpec spec) implements ComponentCommand {}

  /**
   * Removes the component and all it made for itself outside (slot, publication, log topic,
   * checkpoint).
   *
   * @param confirmation the word {@code delete}
   */
  record Destroy(String confirmation) implements ComponentCommand {}
}
