package io.sluice.project.alerts.channels;

import org.jspecify.annotations.Nullable;

/** A channel was not told; the message says why, and is fit to be shown. */
final class DeliveryException extends RuntimeException {
  DeliveryException(String message) {
    this(message, null);
  }

  DeliveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
