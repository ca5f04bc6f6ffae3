package io.sluice.component;

import io.sluice.cluster.ClusterAccess;
import io.sluice.contract.TableName;
import io.sluice.contract.Telemetry;
import io.sluice.storelog.LogRange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done: a task counts, the kernel computes rates and latency and tells them once a
 * second. Safe for any thread.
 *
 * <p><b>Latency</b> is now minus the source commit time of the oldest change that is not written
 * yet. It is near zero where the end of the log is reached and the source is known to be idle,
 * because it was heard of moments ago; it rises while the source, the Store or the broker is
 * silent.
 */
public final class Meter {
  private static final @Nullable String ADDRESS = ClusterAccess.address();

  /** A source that has not been heard of for so long may have changes that are not in the log. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final long CAUGHT_UP_MILLIS = 1_000;
  private static final int MOST_TABLES = 1_000;

  /** How much the last second counts in a table's rate. */
  private static final double OF_LATE = 0.1;

  private static final class Table {
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder corrected = new LongAdder();
    private final AtomicInteger left = new AtomicInteger();
    private final int chunks;
    private final long estimate;

    /** Touched by who reads the meter alone. */
    private long toldRows;

    private double rate;

    Table(long estimate, int chunks) {
      this.estimate = estimate;
      this.chunks = chunks;
    }

    String report() {
      String copied = rows.sum() + " rows in " + chunks + " chunks";
      return corrected.sum() == 0
          ? copied
          : copied + ", " + corrected.sum() + " of the destination's corrected";
    }

    Telemetry.TableProgress progress(TableName name, double seconds) {
      boolean completed = left.get() == 0;
      long done = rows.sum();
      // Chunks end at once, so what one second brings says little.
      rate += ((done - toldRows) / seconds - rate) * OF_LATE;
      toldRows = done;
      long expected = completed ? done : Math.max(done, estimate);
      return new Telemetry.TableProgress(
          name, done, expected, bytes.sum(), completed, completed ? null : rate);
    }
  }

  private final InstantSource clock;
  private final LongAdder inserts = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final LongAdder deletes = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final TableCounts counts = new TableCounts();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder writeNanos = new LongAdder();
  private final Map<TableName, Table> tables = new ConcurrentSkipListMap<>();

  private long offset;
  private boolean positioned;
  private @Nullable Instant through;
  private @Nullable Instant pending;
  private boolean atEnd;
  private @Nullable Instant earliest;
  private @Nullable Long retained;
  private @Nullable Long retainedLimit;
  private @Nullable String waitsFor;

  private long toldRows;
  private long toldBytes;
  private final Instant begun;
  private Instant told;
  private double averageWriteMillis;

  public Meter(InstantSource clock) {
    this.clock = clock;
    this.told = clock.instant();
    this.begun = told;
  }

  /** These are written (or logged, by a Store). */
  public void changed(TableName table, long moreInserts, long moreUpdates, long moreDeletes) {
    counts.changed(table, moreInserts, moreUpdates, moreDeletes);
    inserts.add(moreInserts);
    updates.add(moreUpdates);
    deletes.add(moreDeletes);
  }

  public void bytes(long more) {
    bytes.add(more);
  }

  public void conflicts(TableName table, long more) {
    counts.conflicts(table, more);
    conflicts.add(more);
  }

  public long conflicts() {
    return conflicts.sum();
  }

  /** A commit at the destination took so long. */
  public void wrote(Duration took) {
    writes.increment();
    writeNanos.add(took.toNanos());
  }

  /** A change committed then is in hand and not written yet. */
  public synchronized void reading(Instant time) {
    pending = pending == null ? time : pending;
  }

  /**
   * All of the log before an offset is written.
   *
   * @param time source commit time of the entry before it; null when there was none
   */
  public synchronized void reached(long nextOffset, @Nullable Instant time) {
    offset = nextOffset;
    positioned = true;
    through = time == null ? through : time;
    pending = null;
  }

  /** Offset before which all of the log is written; negative when that is not known yet. */
  public synchronized long reachedOffset() {
    return positioned ? offset : -1;
  }

  /** The log has all that the source committed up to then. */
  public synchronized void logged(Instant time) {
    through = time;
  }

  /** Whether all that is in the log has been read. */
  public synchronized void atEnd(boolean now) {
    atEnd = now;
  }

  /** What a Store's log holds. */
  public synchronized void holds(LogRange range) {
    earliest = range.earliest();
    offset = range.endOffset();
    through = through == null ? range.current() : through;
  }

  /**
   * Bytes of log that the source keeps for a Store.
   *
   * @param atMost null when the source has no limit
   */
  public synchronized void retained(long kept, @Nullable Long atMost) {
    retained = kept;
    retainedLimit = atMost;
  }

  /** What has to come before the run can go on; null when nothing does. */
  public synchronized void waitsFor(@Nullable String what) {
    waitsFor = what;
  }

  /**
   * A table is to be copied; called before anything is told of it.
   *
   * @param rowsEstimate about how many rows it has
   * @param rowsDone rows that earlier runs have copied
   * @param chunksLeft of its chunks, those that are not copied yet
   */
  public void expect(
      TableName table, long rowsEstimate, long rowsDone, int chunks, int chunksLeft) {
    var expected = new Table(rowsEstimate, chunks);
    expected.rows.add(rowsDone);
    expected.toldRows = rowsDone;
    expected.left.set(chunksLeft);
    tables.put(table, expected);
  }

  /** Rows of a table have been copied; they count as inserts too. */
  public void copied(TableName table, long rows, long moreBytes) {
    inserts.add(rows);
    bytes.add(moreBytes);
    Table of = of(table);
    of.rows.add(rows);
    of.bytes.add(moreBytes);
  }

  /** Rows of a table were removed or put in so that it equals the source's; for the report. */
  public void corrected(TableName table, long rows) {
    of(table).corrected.add(rows);
  }

  public void chunkCopied(TableName table) {
    of(table).left.decrementAndGet();
  }

  /** What was copied by table, for the step's report; the caller may add to it. */
  public Map<String, String> copied() {
    var report = new LinkedHashMap<String, String>();
    tables.forEach((name, table) -> report.put(name.toString(), table.report()));
    return report;
  }

  private Table of(TableName name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException("not expected: " + name);
    }
    return table;
  }

  /** Of no more tables than fit a record; those that are not complete come first. */
  private List<Telemetry.TableProgress> progress(double seconds) {
    return tables.entrySet().stream()
        .map(table -> table.getValue().progress(table.getKey(), seconds))
        .sorted(Comparator.comparing(Telemetry.TableProgress::completed))
        .limit(MOST_TABLES)
        .toList();
  }

  public long latencyMillis() {
    return latencyMillis(clock.instant());
  }

  private synchronized long latencyMillis(Instant now) {
    Instant since = pending == null ? through : pending;
    boolean idle =
        pending == null && atEnd && (through == null || !through.isBefore(now.minus(SILENCE)));
    return idle || since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis());
  }

  /** Whether what it writes is what the source has now, but for a moment. */
  public boolean hasCaughtUp() {
    return latencyMillis() <= CAUGHT_UP_MILLIS && (isAtEnd() || rows() > 0);
  }

  private synchronized boolean isAtEnd() {
    return atEnd;
  }

  private long rows() {
    return inserts.sum() + updates.sum() + deletes.sum();
  }

  /** How the run does now; rates are since this was last called. */
  public synchronized Telemetry read(TaskContext run) {
    Instant now = clock.instant();
    double seconds = Math.max(0.001, Duration.between(told, now).toNanos() / 1e9);
    long rows = rows();
    long allBytes = bytes.sum();
    long count = writes.sumThenReset();
    long nanos = writeNanos.sumThenReset();
    averageWriteMillis = count == 0 ? averageWriteMillis : nanos / 1e6 / count;
    var telemetry =
        new Telemetry(
            run.spec().componentId(),
            run.spec().projectId(),
            run.spec().kind(),
            run.instance(),
            now,
            run.step(),
            earliest,
            through,
            latencyMillis(now),
            rows,
            inserts.sum(),
            updates.sum(),
            deletes.sum(),
            conflicts.sum(),
            (rows - toldRows) / seconds,
            (allBytes - toldBytes) / seconds,
            averageWriteMillis,
            offset,
            progress(seconds),
            retained,
            retainedLimit,
            waitsFor,
            ADDRESS,
            begun,
            counts.tell());
    told = now;
    toldRows = rows;
    toldBytes = allBytes;
    return telemetry;
  }
}
