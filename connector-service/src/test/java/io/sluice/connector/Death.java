package io.sluice.connector;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/**
 * Stands still at the nth passing of a crash point: to everybody else it is dead, and when it is
 * let go on later it is a zombie.
 */
final class Death implements IntConsumer {
  private final int point;
  private int passings;
  final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch wake = new CountDownLatch(1);

  Death(int point, int nth) {
    this.point = point;
    this.passings = nth;
  }

  @Override
  public void accept(int passed) {
    if (passed == point && --passings == 0) {
      reached.countDown();
      try {
        wake.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void wakeUp() {
    wake.countDown();
  }
}
