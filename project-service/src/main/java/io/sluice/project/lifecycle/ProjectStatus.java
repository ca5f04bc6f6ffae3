package io.sluice.project.lifecycle;

/** The nine states of a project as people and programs see them. */
public enum ProjectStatus {
  NOT_STARTED,
  RUNNING,
  MODIFYING,
  INTEGRATING,
  PAUSED,
  FAILED,
  COMPLETED,
  RELEASING,
  RELEASED
}
