package io.sluice.contract;

/**
 * What a project does, in this order; a step that its synchronization types leave out is skipped.
 * VERIFY is done by a component of its own, beside the others.
 */
public enum Step {
  SCHEMA,
  LOG_PULL,
  FULL,
  INCREMENTAL,
  VERIFY
}
