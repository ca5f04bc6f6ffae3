package io.sluice.writer.full;

import io.sluice.component.TaskContext;
import io.sluice.contract.TableName;
import io.sluice.contract.Telemetry;
import io.sluice.writer.checkpoint.ChunkRecord;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far the copy is, by table; what a chunk has passed on but not committed counts as done until
 * the chunk fails, and the step with it.
 */
final class Progress {
  private static final class OfTable {
    final LongAdder rows = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final AtomicLong chunksLeft = new AtomicLong();
    long chunks;
    long estimate;
  }

  private final Map<TableName, OfTable> tables = new LinkedHashMap<>();
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final Clock clock;
  private long lastRows;
  private long lastBytes;
  private long lastAt;

  Progress(Clock clock) {
    this.clock = clock;
    this.lastAt = clock.millis();
  }

  /** Called for every table before the copy begins. */
  void expect(TableName table, long estimate, List<ChunkRecord> chunks) {
    var of = new OfTable();
    of.estimate = estimate;
    of.chunks = chunks.size();
    for (var chunk : chunks) {
      var copied = chunk.copied();
      if (copied == null) {
        of.chunksLeft.incrementAndGet();
      } else {
        of.rows.add(copied.rows());
      }
    }
    tables.put(table, of);
  }

  void passed(TableName table, long moreRows, long moreBytes) {
    var of = of(table);
    of.rows.add(moreRows);
    of.bytes.add(moreBytes);
    rows.add(moreRows);
    bytes.add(moreBytes);
  }

  void completed(TableName table, long found) {
    of(table).chunksLeft.decrementAndGet();
    conflicts.add(found);
  }

  private OfTable of(TableName table) {
    var of = tables.get(table);
    if (of == null) {
      throw new IllegalStateException("not expected: " + table);
    }
    return of;
  }

  Map<String, String> report() {
    var report = new LinkedHashMap<String, String>();
    tables.forEach(
        (table, of) ->
            report.put(table.toString(), of.rows.sum() + " rows in " + of.chunks + " chunks"));
    return report;
  }

  /** Called by one thread, about once a second. */
  Telemetry telemetry(TaskContext context, long logOffset) {
    long now = clock.millis();
    double seconds = Math.max(1, now - lastAt) / 1000.0;
    long allRows = rows.sum();
    long allBytes = bytes.sum();
    var spec = context.spec();
    var telemetry =
        new Telemetry(
            spec.componentId(),
            spec.projectId(),
            spec.kind(),
            context.instance(),
            clock.instant(),
            context.step(),
            null,
            null,
            0,
            allRows,
            allRows,
            0,
            0,
            conflicts.sum(),
            (allRows - lastRows) / seconds,
            (allBytes - lastBytes) / seconds,
            0,
            logOffset,
            tables.entrySet().stream().map(e -> progress(e.getKey(), e.getValue())).toList(),
            null);
    lastRows = allRows;
    lastBytes = allBytes;
    lastAt = now;
    return telemetry;
  }

  private static Telemetry.TableProgress progress(TableName table, OfTable of) {
    boolean complete = of.chunksLeft.get() == 0;
    long done = of.rows.sum();
    return new Telemetry.TableProgress(
        table, done, complete ? done : Math.max(done, of.estimate), of.bytes.sum(), complete);
  }
}
