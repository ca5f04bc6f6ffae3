package io.sluice.writer.apply;

/** The instants of the protocol, numbered as this package's description numbers them. */
enum CrashPoint {
  BATCH_READ(1),
  DATA_WRITTEN(2),
  CHECKPOINT_WRITTEN(3),
  COMMITTED_UNSEEN(4),
  COMMITTED(5),
  REPLAY_ASKED(6),
  REPLAY_MOVED(7),
  REPLAY_SAID(8),
  REPLAY_PASSED(9),
  REPLAY_END_SAID(10),
  MERGE_HELD(11),
  MERGE_WRITTEN(12),
  MERGED(13);

  private final int number;

  CrashPoint(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** What happens at such an instant: nothing, but in tests. */
  @FunctionalInterface
  interface Failpoint {
    Failpoint NONE = _ -> {};

    /** The process ends at the instant that its environment names, if it names one. */
    Failpoint OF_PROCESS = point -> io.sluice.failpoint.Failpoint.reached("writer", point.number());

    void reached(CrashPoint point);
  }
}
