package io.sluice.aggregate;

import java.util.Collection;

/** What follows from states that are owned here. */
public interface Effects<S, E> {
  /**
   * The aggregate was restored, or its state has changed: make what runs agree with it. Comes under
   * the lock of the aggregate's partition, so the states of one aggregate arrive in order; the
   * recorder may be used within.
   */
  void settle(String id, S state, Recorder<S, E> recorder);

  /**
   * These aggregates are no longer owned here, and nothing more can be recorded for them. Whatever
   * runs for them has to end before this returns, in seconds. Comes without the lock.
   */
  void leave(Collection<String> ids);

  /** For aggregates of which nothing runs. */
  static <S, E> Effects<S, E> none() {
    return new Effects<>() {
      @Override
      public void settle(String id, S state, Recorder<S, E> recorder) {}

      @Override
      public void leave(Collection<String> ids) {}
    };
  }
}
