package io.sluice.connector.progress;

import io.sluice.contract.TableName;
import io.sluice.contract.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a run has written; safe for any thread. */
public final class Progress {
  public final LongAdder inserts = new LongAdder();
  public final LongAdder updates = new LongAdder();
  public final LongAdder deletes = new LongAdder();
  public final LongAdder rows = new LongAdder();
  public final LongAdder bytes = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final LongAdder commitNanos = new LongAdder();
  private final Map<TableName, Table> tables = new ConcurrentSkipListMap<>();
  private volatile Reached reached = new Reached(null, 0, true);

  /**
   * How far the Store's log is written.
   *
   * @param time source commit time of the last entry
   * @param idle true when nothing waits
   */
  record Reached(@Nullable Instant time, long logOffset, boolean idle) {}

  /** How far a table's copy is. */
  public static final class Table {
    public final LongAdder rows = new LongAdder();
    public final LongAdder bytes = new LongAdder();
    private volatile long estimate;
    private volatile boolean completed;

    public void estimate(long rowsEstimate) {
      estimate = rowsEstimate;
    }

    public void complete() {
      completed = true;
    }

    Telemetry.TableProgress read(TableName name) {
      long done = rows.sum();
      long known = completed ? done : Math.max(estimate, done);
      return new Telemetry.TableProgress(name, done, known, bytes.sum(), completed);
    }
  }

  public Table table(TableName name) {
    return tables.computeIfAbsent(name, _ -> new Table());
  }

  public void reached(@Nullable Instant time, long logOffset) {
    reached = new Reached(time, logOffset, false);
  }

  /** Nothing waits to be written. */
  public void idle() {
    reached = new Reached(reached.time, reached.logOffset, true);
  }

  public void committed(long nanos) {
    commits.increment();
    commitNanos.add(nanos);
  }

  Reached reached() {
    return reached;
  }

  double averageCommitMillis() {
    long count = commits.sumThenReset();
    long nanos = commitNanos.sumThenReset();
    return count == 0 ? 0 : nanos / 1e6 / count;
  }

  List<Telemetry.TableProgress> tables() {
    return tables.entrySet().stream().map(e -> e.getValue().read(e.getKey())).toList();
  }
}
