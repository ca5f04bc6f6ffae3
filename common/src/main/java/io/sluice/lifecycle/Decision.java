package io.sluice.lifecycle;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import java.util.List;

/** What a lifecycle answers to a command. */
public sealed interface Decision<E> {
  /** These events happen, in this order. */
  record Accepted<E>(List<E> events) implements Decision<E> {
    public Accepted {
      events = List.copyOf(events);
    }
  }

  /** It is so already; nothing happens. */
  record Unchanged<E>() implements Decision<E> {}

  /** It is not allowed; nothing happens. */
  record Refused<E>(Failure failure) implements Decision<E> {}

  static <E> Decision<E> accept(E event) {
    return new Accepted<>(List.of(event));
  }

  static <E> Decision<E> accept(List<E> events) {
    return new Accepted<>(events);
  }

  static <E> Decision<E> unchanged() {
    return new Unchanged<>();
  }

  static <E> Decision<E> refuse(ErrorCode code, String detail) {
    return new Refused<>(new Failure(code, detail));
  }
}
