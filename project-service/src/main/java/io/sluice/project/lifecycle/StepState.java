package io.sluice.project.lifecycle;

import io.sluice.contract.StepStatus;

/**
 * How far a step is that has been asked of the components. A step that was not asked yet has none.
 *
 * @param status PENDING until a component reports
 * @param reached the furthest it has come, failures apart; what a resume goes back to
 */
public record StepState(StepStatus status, StepStatus reached) {
  static final StepState ASKED = new StepState(StepStatus.PENDING, StepStatus.PENDING);
}
