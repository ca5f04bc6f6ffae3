package io.sluice.component;

import java.util.Collection;

/**
 * What follows from states that are owned here. Both calls come under the lock of the aggregate's
 * partition, so states of one aggregate arrive in order; {@link Ownership#record} may be called
 * from within.
 */
public interface Residents<S> {
  /** The aggregate was restored, or its state has changed: make what runs agree with it. */
  void settle(String id, S state);

  /**
   * These aggregates are no longer owned here. Whatever runs for them has to end before this
   * returns, in seconds; nothing more can be recorded for them.
   */
  void leave(Collection<String> ids);

  /** For aggregates of which nothing runs. */
  static <S> Residents<S> none() {
    return new Residents<>() {
      @Override
      public void settle(String id, S state) {}

      @Override
      public void leave(Collection<String> ids) {}
    };
  }
}
