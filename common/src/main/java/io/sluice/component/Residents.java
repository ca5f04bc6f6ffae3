package io.sluice.component;

import java.util.Collection;

/** What follows from states that are owned here. */
public interface Residents<S, E> {
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
  static <S, E> Residents<S, E> none() {
    return new Residents<>() {
      @Override
      public void settle(String id, S state, Recorder<S, E> recorder) {}

      @Override
      public void leave(Collection<String> ids) {}
    };
  }
}
