package io.sluice.project.gateway;

import io.sluice.contract.Failure;

/** The owner refused the command that a caller waits for. */
final class RefusedException extends RuntimeException {
  private final Failure failure;
  private final String commandId;

  RefusedException(String commandId, Failure failure) {
    super(failure.code() + ": " + failure.detail());
    this.commandId = commandId;
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }

  String commandId() {
    return commandId;
  }
}
