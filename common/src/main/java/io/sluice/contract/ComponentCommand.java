package io.sluice.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command to one component. Its id is the subject of the envelope. */
public sealed interface ComponentCommand {
  @MessageTypes.Name("io.sluice.component.create.v1")
  record Create(ComponentSpec spec) implements ComponentCommand {}

  /**
   * Run a step.
   *
   * @param step the step to run from now on; null to go on with the step it was at
   * @param replayFrom move to the first change committed at or after this time; null to go on from
   *     the checkpoint
   * @param replayUntil end of what is replayed: of later changes only those of rows that were
   *     touched before; null for all
   * @param replayTables of the source, whose changes are replayed; null for all
   */
  @MessageTypes.Name("io.sluice.component.start.v1")
  record Start(
      @Nullable Step step,
      @Nullable Instant replayFrom,
      @Nullable Instant replayUntil,
      @Nullable List<TableName> replayTables)
      implements ComponentCommand {
    public Start(@Nullable Step step, @Nullable Instant replayFrom) {
      this(step, replayFrom, null, null);
    }
  }

  @MessageTypes.Name("io.sluice.component.pause.v1")
  record Pause(@Nullable String reason) implements ComponentCommand {}

  /** Replaces the configuration; a running component is restarted with it. */
  @MessageTypes.Name("io.sluice.component.update.v1")
  record Update(ComponentSpec spec) implements ComponentCommand {}

  /**
   * Removes the component and all it made for itself outside (slot, publication, log topic,
   * checkpoint).
   *
   * @param confirmation the word {@code delete}
   */
  @MessageTypes.Name("io.sluice.component.destroy.v1")
  record Destroy(String confirmation) implements ComponentCommand {}
}
