package io.sluice.connector.position;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** What a failure of the destination cluster means. */
public final class DestinationFailure {
  private DestinationFailure() {}

  /**
   * The failure with its code. Whatever is not known to last is taken to pass: the run is begun
   * anew from the marks, which is always safe.
   *
   * @throws InterruptException when that is what the failure is
   */
  public static SluiceException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case SluiceException known -> {
          return known;
        }
        case InterruptException interrupt -> throw interrupt;
        default -> {
          ErrorCode code = lasting(cause);
          if (code != null) {
            return new SluiceException(code, "Kafka: " + cause.getClass().getSimpleName(), failure);
          }
        }
      }
    }
    return new SluiceException(
        ErrorCode.DESTINATION_UNREACHABLE,
        "Kafka: " + root(failure).getClass().getSimpleName(),
        failure);
  }

  private static @Nullable ErrorCode lasting(Throwable cause) {
    return switch (cause) {
      case ProducerFencedException _,
          InvalidProducerEpochException _,
          FencedInstanceIdException _,
          InvalidPidMappingException _ ->
          ErrorCode.FENCED;
      case AuthenticationException _ -> ErrorCode.AUTHENTICATION_FAILED;
      case AuthorizationException _ -> ErrorCode.PRIVILEGE_MISSING;
      case RecordTooLargeException _,
          RecordBatchTooLargeException _,
          InvalidRecordException _,
          InvalidTimestampException _,
          InvalidTopicException _,
          PolicyViolationException _ ->
          ErrorCode.DESTINATION_REFUSED;
      case ConfigException _ -> ErrorCode.INVALID_INPUT;
      default -> null;
    };
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
