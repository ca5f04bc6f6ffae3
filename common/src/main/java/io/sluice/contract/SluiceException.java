package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/** Bad input, or the outside world. A bug is never one of these. */
public final class SluiceException extends RuntimeException {
  private final Failure failure;

  public SluiceException(ErrorCode code, String detail) {
    this(code, detail, null);
  }

  public SluiceException(ErrorCode code, String detail, @Nullable Throwable cause) {
    super(code + ": " + detail, cause);
    this.failure = new Failure(code, detail);
  }

  public Failure failure() {
    return failure;
  }

  /** The one predicate by which anything is retried. */
  public boolean isTransient() {
    return failure.code().kind() == ErrorCode.Kind.EXTERNAL;
  }
}
