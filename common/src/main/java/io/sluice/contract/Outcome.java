package io.sluice.contract;

/**
 * What became of a command when it led to no event of its own; the envelope's causation id is the
 * command's id.
 */
public sealed interface Outcome {
  /** Not allowed, or not understood; nothing changed. */
  @MessageTypes.Name("io.sluice.command.rejected.v1")
  record Rejected(String command, Failure failure) implements Outcome {}

  /** What was wished for is so already; nothing changed. */
  @MessageTypes.Name("io.sluice.command.satisfied.v1")
  record Satisfied(String command) implements Outcome {}
}
