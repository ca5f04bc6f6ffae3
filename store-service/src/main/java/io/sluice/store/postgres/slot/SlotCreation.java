package io.sluice.store.postgres.slot;

import io.sluice.component.TaskContext;
import io.sluice.contract.LogLine;
import io.sluice.postgres.Database;
import io.sluice.postgres.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Store's slot. The source waits for every transaction that was open and had written, which
 * may take hours: that is told, and ended when the Store is to stop.
 *
 * <p>A slot that is being made goes with the session that makes it; one whose maker is still
 * waiting for nobody any more is made away with first.
 */
public final class SlotCreation {
  private static final long LOOK_MILLIS = 50;
  private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

  private final TaskContext context;
  private final Database source;
  private final Slot slot;
  private String told = "";

  /**
   * @param slot over a session that is free
   */
  public SlotCreation(TaskContext context, Database source, Slot slot) {
    this.context = context;
    this.source = source;
    this.slot = slot;
  }

  /** Where the slot begins; null when the Store is to stop. */
  public @Nullable Long run() throws SQLException, InterruptedException {
    String id = context.spec().componentId();
    try (Connection own = source.connect(DatabaseRole.SOURCE, "sluice " + id + " slot")) {
      own.setNetworkTimeout(Runnable::run, 0);
      var making = new Slot(own, id);
      int session = making.session();
      var creation = new FutureTask<>(making::create);
      Thread.ofVirtual().name(id + "-slot").start(creation);
      try {
        long asked = System.nanoTime();
        while (!context.stopping()) {
          try {
            return creation.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          } catch (TimeoutException e) {
            asked = tell(session, asked);
          }
        }
        return null;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException refused) {
          throw refused;
        }
        throw new IllegalStateException(e);
      } finally {
        context.meter().waitsFor(null);
        if (!creation.isDone()) {
          // Closing the connection alone would leave its session waiting.
          slot.endSession(session);
        }
      }
    }
  }

  private long tell(int session, long asked) throws SQLException {
    if (System.nanoTime() - asked < TELL_NANOS) {
      return asked;
    }
    String who = slot.waitsFor(session);
    context.meter().waitsFor(who.isEmpty() ? null : "the end of a " + who);
    if (!who.isEmpty() && !who.equals(told)) {
      context.log(LogLine.Level.INFO, "the slot is made at the end of a " + who);
      told = who;
    }
    return System.nanoTime();
  }
}
