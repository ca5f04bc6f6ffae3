package io.sluice.store.postgres.slot;

import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.postgres.Publication;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Watches the slot while it is read: says when reading has begun, warns when the source keeps much
 * log, stops the Store when the slot is gone, and keeps the position moving while the source is
 * quiet. A connection over which nothing comes any more is told from a source that is quiet by its
 * marks: one that the source has sent has to arrive.
 */
public final class SlotGuard {
  private static final long INTERVAL = Duration.ofSeconds(2).toNanos();
  private static final long FIRST_INTERVAL = Duration.ofMillis(50).toNanos();
  private static final long DEAF = Duration.ofSeconds(6).toNanos();
  private static final long MUCH = 4L << 30;

  private final TaskContext context;
  private final Slot slot;
  private final LongSupplier logged;
  private final LongSupplier quietNanos;
  private boolean streaming;
  private boolean warned;
  private boolean marks = true;
  private long firstMark;
  private int looksWithoutReader;
  private long last = System.nanoTime();

  /**
   * @param logged LSN up to which the log goes
   * @param quietNanos how long nothing has come from the source
   */
  public SlotGuard(TaskContext context, Slot slot, LongSupplier logged, LongSupplier quietNanos) {
    this.context = context;
    this.slot = slot;
    this.logged = logged;
    this.quietNanos = quietNanos;
  }

  /** To be called often; does something now and then. */
  public void look() throws SQLException {
    if (System.nanoTime() - last < (streaming ? INTERVAL : FIRST_INTERVAL)) {
      return;
    }
    last = System.nanoTime();
    var state = check();
    if (!streaming && state.reader() != null) {
      streaming = true;
      String name = Publication.name(context.spec().componentId());
      context.report(Map.of("slot", name, "publication", name));
      context.caughtUp(0);
    }
    context.meter().retained(state.retainedBytes(), state.retainedLimitBytes());
    warn(state);
    if (streaming) {
      listen(state);
    }
  }

  private void listen(Slot.State state) throws SQLException {
    looksWithoutReader = state.reader() == null ? looksWithoutReader + 1 : 0;
    if (looksWithoutReader >= 2) {
      throw deaf("the source has nobody who reads the slot");
    }
    long quiet = quietNanos.getAsLong();
    if (quiet <= INTERVAL) {
      firstMark = 0;
      return;
    }
    // A source that is busy with a large transaction has not sent it; that may take its time.
    if (quiet > DEAF
        && firstMark != 0
        && state.reader() != null
        && slot.sent(state.reader()) >= firstMark
        && quietNanos.getAsLong() > DEAF) {
      throw deaf("what the source has sent does not arrive");
    }
    mark();
  }

  private static SluiceException deaf(String why) {
    return new SluiceException(
        ErrorCode.SOURCE_UNREACHABLE, why + ": the connection is dead although nobody closed it");
  }

  /**
   * @throws SluiceException SLOT_LOST
   */
  public Slot.State check() throws SQLException {
    var state = slot.state();
    String name = Publication.name(context.spec().componentId());
    if (state == null) {
      throw new SluiceException(ErrorCode.SLOT_LOST, "slot " + name + " is gone");
    }
    // What the source was told is in the log already; a slot that is further was made anew.
    if (state.lost() || state.confirmed() > logged.getAsLong()) {
      throw new SluiceException(ErrorCode.SLOT_LOST, "slot " + name + " has moved on without us");
    }
    return state;
  }

  private void warn(Slot.State state) {
    boolean much = state.retainedBytes() > MUCH || "unreserved".equals(state.walStatus());
    if (much && !warned) {
      context.log(
          LogLine.Level.WARN,
          "the source keeps %,d MiB of its log for the slot, state %s"
              .formatted(state.retainedBytes() >> 20, state.walStatus()));
    }
    warned = much;
  }

  private void mark() {
    if (!marks) {
      return;
    }
    try {
      long at = slot.mark();
      firstMark = firstMark == 0 ? at : firstMark;
    } catch (SQLException e) {
      marks = false;
      context.log(
          LogLine.Level.WARN,
          "no marks can be left in the source's log (SQLSTATE "
              + e.getSQLState()
              + "); while its tables are quiet it keeps its log");
    }
  }
}
