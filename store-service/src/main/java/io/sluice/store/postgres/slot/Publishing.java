package io.sluice.store.postgres.slot;

import io.sluice.component.TaskContext;
import io.sluice.contract.LogLine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Sees when a copy of a table that has come into the publication would miss nothing.
 *
 * <p>A transaction that was open when the table came in may have changed it before, which is not in
 * the log, and after, which is. So all of them have to end: what they did is then seen by every
 * snapshot that is taken later, as an index that is built concurrently waits for its table's
 * writers.
 *
 * <p>Then the source has to be read by another process of its. A source before 13.21, 14.18, 15.13,
 * 16.9 or 17.5 that has decoded such a transaction goes on believing, in the process that decoded
 * it, that the table is not published, and leaves out what later ones do to it; to alter the
 * publication to what it is does not help, as that process keeps what it knows of the publication's
 * tables (14.5 shows it). One that begins behind those transactions does not decode them.
 */
public final class Publishing {
  private static final long INTERVAL = Duration.ofMillis(100).toNanos();
  private static final long TELL = Duration.ofSeconds(1).toNanos();

  private final TaskContext context;
  private final Slot slot;
  private final LongSupplier logged;
  private final long until;
  private final long begun = System.nanoTime();
  private boolean afresh;
  private boolean done;
  private long behind;
  private long last = begun - INTERVAL;
  private String told = "";

  /**
   * For a Store whose publication has all of its tables.
   *
   * @param logged LSN up to which the log goes
   * @param afresh whether the source is read from behind all who may have written tables before
   *     they were published
   */
  public Publishing(TaskContext context, Slot slot, LongSupplier logged, boolean afresh)
      throws SQLException {
    this.context = context;
    this.slot = slot;
    this.logged = logged;
    this.afresh = afresh;
    this.done = context.isPublished();
    this.until = slot.nextTransaction();
  }

  /**
   * To be called often, while the log is read.
   *
   * @return true when the source has to be read afresh, from where the log ends
   */
  public boolean look() throws SQLException {
    long now = System.nanoTime();
    if (done || now - last < INTERVAL) {
      return false;
    }
    last = now;
    if (afresh) {
      context.meter().waitsFor(null);
      context.published();
      done = true;
    } else if (slot.oldestTransaction() < until) {
      tell(now);
    } else if (behind == 0) {
      behind = slot.end();
    } else if (logged.getAsLong() >= behind) {
      afresh = true;
      return true;
    }
    return false;
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
