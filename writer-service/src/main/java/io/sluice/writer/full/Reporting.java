package io.sluice.writer.full;

import io.sluice.component.TaskContext;
import io.sluice.writer.checkpoint.Checkpoint;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells how far the copy is, once a second and at its end. */
final class Reporting implements AutoCloseable {
  private final TaskContext context;
  private final Progress progress;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("full-progress").factory());
  private boolean started;

  Reporting(TaskContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  void start() {
    started = true;
    clock.scheduleAtFixedRate(this::tell, 0, 1, TimeUnit.SECONDS);
  }

  private void tell() {
    context.telemetry(progress.telemetry(context, Checkpoint.NONE));
  }

  @Override
  public void close() {
    clock.close();
    if (started) {
      tell();
    }
  }
}
