package io.sluice.project.lifecycle;

import static io.sluice.contract.StepStatus.COMPLETED;
import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.contract.StepStatus.MONITORING;
import static io.sluice.contract.StepStatus.RUNNING;

import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;

/**
 * The lifecycle of one step: PENDING → RUNNING → COMPLETED | FAILED. The incremental step goes on
 * to MONITORING and never back; log pull and the incremental step never complete by themselves.
 */
final class StepLifecycle {
  private StepLifecycle() {}

  /** The state after this report; the same state when the report says nothing new. */
  static StepState advance(Step step, StepState state, StepStatus reported) {
    return switch (reported) {
      case PENDING -> state;
      case FAILED -> state.reached() == COMPLETED ? state : new StepState(FAILED, state.reached());
      case RUNNING -> {
        StepStatus reached = further(state.reached(), RUNNING);
        yield new StepState(reached, reached);
      }
      case MONITORING -> step == Step.INCREMENTAL ? new StepState(MONITORING, MONITORING) : state;
      case COMPLETED -> endless(step) ? state : new StepState(COMPLETED, COMPLETED);
    };
  }

  /** A failed step goes on from where it was. */
  static StepState resume(StepState state) {
    return new StepState(state.reached(), state.reached());
  }

  /** True when the next step may begin: log pull has only to run, the others have to be over. */
  static boolean letsNextBegin(Step step, StepState state) {
    return step == Step.LOG_PULL
        ? state.reached() != StepStatus.PENDING
        : state.reached() == COMPLETED;
  }

  static boolean endless(Step step) {
    return step == Step.LOG_PULL || step == Step.INCREMENTAL;
  }

  private static StepStatus further(StepStatus one, StepStatus other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
