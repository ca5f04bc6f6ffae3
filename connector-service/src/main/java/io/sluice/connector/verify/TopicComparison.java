package io.sluice.connector.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Row;
import io.sluice.chunk.KeyRange;
import io.sluice.chunk.RateLimit;
import io.sluice.compare.Findings;
import io.sluice.compare.Settlement;
import io.sluice.compare.Sides;
import io.sluice.component.TaskContext;
import io.sluice.connector.format.Origin;
import io.sluice.connector.format.RecordReader;
import io.sluice.connector.format.RecordReader.Said;
import io.sluice.connector.format.RowEncoder;
import io.sluice.connector.position.PositionTopic;
import io.sluice.connector.postgres.CopyLines;
import io.sluice.connector.postgres.CopyTable;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableMapping;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.TableSample;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares a table with its topic: what the last record of each key says is gathered first, then
 * all rows are read; what is not the same is looked at until it is known whether it is.
 */
final class TopicComparison implements Sides {
  private static final int SETTLED_AT_ONCE = 5_000;
  private static final Origin NOWHERE = Origin.snapshot(0, java.time.Instant.EPOCH);

  /** What all tables of a run share. */
  record Run(
      TaskContext context, Map<String, Object> cluster, RecordReader reader, RateLimit limit) {}

  private final Run run;
  private final Connection source;
  private final TableMapping mapping;
  private final CopyTable table;
  private final RowEncoder encoder;
  private final List<String> columns;
  private final TopicState topic;

  /** Of the last look at the source, by the records' keys. */
  private final Map<String, long[]> known = new HashMap<>();

  private long rows;

  /**
   * @param columns those that records have
   */
  TopicComparison(
      Run run,
      Connection source,
      TableMapping mapping,
      CopyTable table,
      RowEncoder encoder,
      List<String> columns,
      TopicState topic) {
    this.run = run;
    this.source = source;
    this.mapping = mapping;
    this.table = table;
    this.encoder = encoder;
    this.columns = columns;
    this.topic = topic;
  }

  /** Null when the run is stopping. */
  @Nullable TableComparison compare() throws InterruptedException {
    topic.advance(run.context()::stopping);
    var last = readAll();
    var findings =
        new Findings(mapping, table.keyColumns(), run.context().spec().options().changes());
    String at = null;
    for (var keys = topic.after(null, SETTLED_AT_ONCE);
        !keys.isEmpty() && !run.context().stopping();
        keys = topic.after(at, SETTLED_AT_ONCE)) {
      var some = keys.stream().map(List::of).toList();
      last = new Settlement(source, table.name(), this, /* keyed= */ true).settle(some, findings);
      at = keys.getLast();
    }
    tellColumns(findings);
    return run.context().stopping()
        ? null
        : findings.of(
            rows,
            last,
            topic.hasExpired() ? "records have expired at the topic's beginning" : null,
            key -> run.reader().key(key.getFirst(), table.keyColumns()));
  }

  private ChunkSnapshot readAll() throws InterruptedException {
    var ranges = DatabaseRole.SOURCE.call(() -> TableSample.take(source, table.sampled())).ranges();
    run.context()
        .meter()
        .expect(table.name(), table.rowsEstimate(), 0, ranges.size(), ranges.size());
    var last = DatabaseRole.SOURCE.call(() -> ChunkSnapshot.begin(source, table.name()));
    DatabaseRole.SOURCE.act(() -> ChunkSnapshot.end(source));
    for (KeyRange range : ranges) {
      if (run.context().stopping()) {
        return last;
      }
      long before = rows;
      last = DatabaseRole.SOURCE.call(() -> read(range));
      run.context().meter().copied(table.name(), rows - before, 0);
      run.context().meter().chunkCopied(table.name());
      run.limit().take(rows - before);
    }
    return last;
  }

  private ChunkSnapshot read(KeyRange range) throws SQLException {
    var seen = ChunkSnapshot.begin(source, table.name());
    CopyLines.read(
        source,
        table.query(range.low(), range.high()),
        table.schema().columns().size(),
        values -> compare(new Row(values)));
    ChunkSnapshot.end(source);
    return seen;
  }

  private void compare(Row row) {
    String key = new String(encoder.key(row), UTF_8);
    long[] digests = digests(row);
    long[] there = topic.digests(key);
    if (there != null && Digests.text(there, digests).equals(Digests.text(digests, null))) {
      topic.drop(key);
    } else {
      topic.keep(key);
    }
    rows++;
  }

  private long[] digests(Row row) {
    byte[] value = encoder.value(RowEncoder.Kind.READ, null, row, NOWHERE, 0);
    var written = (Said.Written) run.reader().value(value);
    return columns.stream()
        .map(column -> Objects.requireNonNull(written.columns().get(column)))
        .mapToLong(Digests::of)
        .toArray();
  }

  @Override
  public Map<List<String>, io.sluice.compare.Row> source(List<List<String>> keys) {
    var keyed = keys.stream().map(key -> run.reader().key(key.getFirst(), table.keyColumns()));
    String query = table.rows(keyed.toList());
    var found = new HashMap<List<String>, io.sluice.compare.Row>();
    int columnsOf = table.schema().columns().size();
    DatabaseRole.SOURCE.act(
        () ->
            CopyLines.read(
                source,
                query,
                columnsOf + 1,
                values -> {
                  var row = new Row(values);
                  String key = new String(encoder.key(row), UTF_8);
                  long[] digests = digests(row);
                  known.put(key, digests);
                  String version = new String(values[columnsOf], UTF_8);
                  found.put(
                      List.of(key),
                      new io.sluice.compare.Row(Digests.text(digests, null), version));
                }));
    return found;
  }

  @Override
  public @Nullable Map<List<String>, io.sluice.compare.Row> destination(
      long position, List<List<String>> keys) throws InterruptedException {
    if (run.context().stopping()) {
      throw new InterruptedException("stopping");
    }
    if (!hasReached(position)) {
      return null;
    }
    topic.advance(run.context()::stopping);
    var found = new HashMap<List<String>, io.sluice.compare.Row>();
    for (var key : keys) {
      var row = topic.row(key.getFirst(), known.get(key.getFirst()));
      if (row.isThere()) {
        found.put(key, row);
      }
    }
    return found;
  }

  private boolean hasReached(long position) {
    var spec = run.context().spec();
    if (!spec.options().steps().contains(Step.INCREMENTAL)) {
      return true;
    }
    String connector = spec.kind().idFor(spec.projectId());
    boolean reached = PositionTopic.hasReached(run.cluster(), connector, position, spec.revision());
    run.context()
        .meter()
        .waitsFor(reached ? null : connector + " to write what the source has committed");
    return reached;
  }

  private void tellColumns(Findings findings) {
    var here = new LinkedHashMap<List<String>, List<String>>();
    var there = new LinkedHashMap<List<String>, List<String>>();
    for (var key : findings.different()) {
      long[] one = known.get(key.getFirst());
      long[] other = topic.digests(key.getFirst());
      if (one != null && other != null) {
        here.put(key, texts(one, one));
        there.put(key, texts(other, one));
      }
    }
    findings.columns(columns, here, there);
  }

  private static List<String> texts(long[] digests, long[] other) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < digests.length; i++) {
      texts.add(String.valueOf(digests[i] == Digests.UNKNOWN ? other[i] : digests[i]));
    }
    return texts;
  }
}
