package io.sluice.contract;

/**
 * What a project does, in this order; a step that its synchronization types leave out is skipped.
 */
public enum Step {
  SCHEMA,
  LOG_PULL,
  FULL,
  INCREMENTAL
}
