package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/** Bad input, or the outside world. A bug is never one of these. */
public final class SluiceException extends RuntimeException {
  private final Failure failure;

  public SluiceException(ErrorCode code, String detail) {
    this(code, detail, null);
  }

  public SluiceException(ErrorCode code, String detail, @Nullable Throwable cause) {
    this(new Failure(code, detail), cause);
  }

  private SluiceException(Failure failure, @Nullable Throwable cause) {
    super(failure.code() + ": " + failure.detail(), cause);
    this.failure = failure;
  }

  /**
   * The same, and that it is about this table alone, unless that is said already, or it may pass by
   * itself or is the run's own.
   *
   * @param table of the source; null when it is none in particular
   */
  public SluiceException about(@Nullable TableName table) {
    boolean ofTheRun = isTransient() || failure.code() == ErrorCode.FENCED;
    return table == null || failure.table() != null || ofTheRun
        ? this
        : new SluiceException(new Failure(failure.code(), failure.detail(), table), this);
  }

  public Failure failure() {
    return failure;
  }

  /** The one predicate by which anything is retried. */
  public boolean isTransient() {
    return failure.code().kind() == ErrorCode.Kind.EXTERNAL;
  }
}
