package io.sluice.aggregate;

/** The aggregate's partition belongs to another process now. */
public final class NotOwnedException extends RuntimeException {
  NotOwnedException(String id) {
    super(id + " is not owned here");
  }

  NotOwnedException(String id, Throwable cause) {
    super(id + " is not owned here any more", cause);
  }
}
