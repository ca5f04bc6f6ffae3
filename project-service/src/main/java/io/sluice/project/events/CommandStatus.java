package io.sluice.project.events;

/** What became of a command. */
public enum CommandStatus {
  /** Sent, no event yet. */
  PENDING,
  /** It led to an event. */
  ACCEPTED,
  /** It was so already. */
  SATISFIED,
  /** Not allowed, or not understood. */
  REJECTED
}
