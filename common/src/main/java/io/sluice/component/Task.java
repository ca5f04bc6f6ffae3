package io.sluice.component;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.SluiceException;
import io.sluice.storelog.LogRange;
import org.jspecify.annotations.Nullable;

/**
 * The work of one kind of component: what a service brings to the kernel. One instance serves all
 * components of its kind; it keeps no state between calls, everything is in the context or outside
 * the process.
 */
public interface Task {
  ComponentKind kind();

  /**
   * Performs {@link TaskContext#step()} and returns when it is complete, or when {@link
   * TaskContext#stopping()} has become true and everything in hand is committed or given up.
   * LOG_PULL never completes by itself, INCREMENTAL only when it hands its tables over. Runs on a
   * thread of its own, which is interrupted if it does not return within seconds of a stop.
   *
   * <p>May be killed at any instruction and called again elsewhere, with a higher epoch.
   *
   * @throws SluiceException with an EXTERNAL code to be restarted with backoff, with any other to
   *     fail for good; anything else thrown is a bug and fails the component with INTERNAL
   */
  void run(TaskContext context) throws InterruptedException;

  /**
   * Removes what the component made for itself outside; repeatable, and succeeds when nothing is
   * left.
   */
  void destroy(TaskContext context) throws InterruptedException;

  /**
   * The times that its Store's log holds, or null when there is no log yet; decides what can be
   * replayed.
   */
  @Nullable LogRange available(ComponentSpec spec);
}
