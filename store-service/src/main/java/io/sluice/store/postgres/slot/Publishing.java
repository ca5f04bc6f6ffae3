package io.sluice.store.postgres.slot;

import io.sluice.component.TaskContext;
import io.sluice.contract.LogLine;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Sees when a copy of a table that has come into the publication would miss nothing.
 *
 * <p>A transaction that was open when the table came in may have changed it before, which is not in
 * the log, and after, which is. So all of them have to end: what they did is then seen by every
 * snapshot that is taken later, as an index that is built concurrently waits for its table's
 * writers.
 *
 * <p>Then the publication is altered once more, to what it is: a source before 13.21, 14.18, 15.13,
 * 16.9 or 17.5 that has decoded such a transaction may go on believing that the table is not
 * published, and leave out what later ones do to it, until the publication changes. Those that were
 * open at that moment have to end too.
 */
public final class Publishing {
  private static final long INTERVAL = Duration.ofMillis(100).toNanos();
  private static final long TELL = Duration.ofSeconds(1).toNanos();

  private final TaskContext context;
  private final Slot slot;
  private final long begun = System.nanoTime();
  private boolean altered;
  private boolean done;
  private long until;
  private long last = begun - INTERVAL;
  private String told = "";

  /** For a Store whose publication has all of its tables. */
  public Publishing(TaskContext context, Slot slot) throws SQLException {
    this.context = context;
    this.slot = slot;
    this.done = context.isPublished();
    this.until = slot.nextTransaction();
  }

  /** To be called often, while the log is read. */
  public void look() throws SQLException {
    long now = System.nanoTime();
    if (done || now - last < INTERVAL) {
      return;
    }
    last = now;
    if (slot.oldestTransaction() < until) {
      tell(now);
    } else if (!altered) {
      slot.publishAgain();
      altered = true;
      until = slot.nextTransaction();
    } else {
      context.published();
      done = true;
      context.meter().waitsFor(null);
    }
  }

  private void tell(long now) throws SQLException {
    if (now - begun < TELL) {
      return;
    }
    String who = slot.oldestWriter();
    context.meter().waitsFor(who.isEmpty() ? null : "the end of a " + who);
    if (!who.isEmpty() && !who.equals(told)) {
      context.log(LogLine.Level.INFO, "its tables can be copied at the end of a " + who);
      told = who;
    }
  }
}
