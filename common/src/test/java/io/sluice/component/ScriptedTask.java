package io.sluice.component;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.storelog.LogRange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A writer that does what a test says, and knows what runs of it at this moment. */
final class ScriptedTask implements Task {
  final Map<String, TaskContext> running = new ConcurrentHashMap<>();
  final Map<String, Integer> destroyed = new ConcurrentHashMap<>();
  volatile ComponentRun.Work work = ScriptedTask::untilStopped;
  volatile ComponentRun.Work destruction = _ -> {};
  volatile @Nullable LogRange range;

  static void untilStopped(TaskContext context) throws InterruptedException {
    while (!context.stopping()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public ComponentKind kind() {
    return ComponentKind.WRITER;
  }

  @Override
  public void run(TaskContext context) throws InterruptedException {
    String id = context.spec().componentId();
    running.put(id, context);
    try {
      work.perform(context);
    } finally {
      running.remove(id, context);
    }
  }

  @Override
  public void destroy(TaskContext context) throws InterruptedException {
    destruction.perform(context);
    destroyed.merge(context.spec().componentId(), 1, Integer::sum);
  }

  @Override
  public @Nullable LogRange available(ComponentSpec spec) {
    return range;
  }
}
