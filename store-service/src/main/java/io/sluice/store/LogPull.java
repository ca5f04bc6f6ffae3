package io.sluice.store;

import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.sluice.change.Change;
import io.sluice.change.LogEntry;
import io.sluice.change.Row;
import io.sluice.change.SliceEncoder;
import io.sluice.change.TableSchema;
import io.sluice.component.Meter;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableName;
import io.sluice.failpoint.Failpoint;
import io.sluice.store.postgres.Layout;
import io.sluice.store.postgres.SourceIdentity;
import io.sluice.store.postgres.SourcePosition;
import io.sluice.storelog.LogPosition;
import io.sluice.storelog.StoreLogWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes the engine's batches and writes them to the log: the protocol of the package, one step
 * after the other. Runs on the engine's thread; how far it is may be asked from any.
 */
final class LogPull implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
  /** A larger transaction goes into the log slice by slice. */
  private static final int SLICE_BYTES = 256 << 10;

  /** So often at least the log says how far it goes, while nothing else is to be said. */
  private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

  private static final int MOST_TABLES = 10_000;
  private static final Duration RECENT = Duration.ofSeconds(2);

  private final StoreLogWriter log;
  private final SliceEncoder encoder = new SliceEncoder();
  private final Map<Schema, TableSchema> tables = new IdentityHashMap<>();
  private final Set<Schema> unwanted = Collections.newSetFromMap(new IdentityHashMap<>());
  private final SourceIdentity source;
  private final Meter meter;
  private final Predicate<TableName> wanted;

  private volatile long logged;
  private volatile boolean busy;
  private volatile long committedNanos = System.nanoTime();
  private LogPosition position;
  private long transaction;
  private long commitPosition;
  private Instant time = Instant.EPOCH;
  private long changes;
  private long toSkip;
  private boolean dropped;
  private boolean appended;
  private @Nullable RecordChangeEvent<SourceRecord> unconfirmed;

  /**
   * @param source whose log is pulled
   * @param wanted asked of each table before its first change, and after it has changed its shape:
   *     whether its changes are logged; throws when they must be, and cannot
   */
  LogPull(
      StoreLogWriter log,
      LogPosition position,
      SourceIdentity source,
      Meter meter,
      Predicate<TableName> wanted) {
    this.log = log;
    this.source = source;
    this.position = position;
    this.meter = meter;
    this.logged = lsn(position);
    this.wanted = wanted;
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    busy = true;
    try {
      handle(batch, committer);
    } finally {
      busy = false;
    }
  }

  private void handle(
      List<RecordChangeEvent<SourceRecord>> batch,
      DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    for (var event : batch) {
      var message = event.record();
      var value = (Struct) message.value();
      if (value.schema().field("status") == null) {
        change(value);
      } else if (value.getString("status").equals("BEGIN")) {
        begin(message.sourceOffset());
      } else {
        end(number(message.sourceOffset(), "lsn_commit"));
        unconfirmed = event;
      }
    }
    if (appended) {
      Failpoint.reached("store.uncommitted");
      log.commit(position);
      Failpoint.reached("store.committed");
      appended = false;
      committed();
      var confirmable = unconfirmed;
      if (confirmable != null) {
        committer.markProcessed(confirmable);
        unconfirmed = null;
      }
    }
    committer.markBatchFinished();
  }

  private void committed() {
    logged = lsn(position);
    committedNanos = System.nanoTime();
    meter.logged(time);
    // There is no end to be seen; what was committed just now is the newest there is.
    meter.atEnd(Duration.between(time, Instant.now()).compareTo(RECENT) <= 0);
  }

  private void count(Change change) {
    var table = new TableName(change.table().schema(), change.table().table());
    switch (change.operation()) {
      case INSERT -> meter.changed(table, 1, 0, 0);
      case UPDATE -> meter.changed(table, 0, 1, 0);
      case DELETE, TRUNCATE -> meter.changed(table, 0, 0, 1);
    }
  }

  /** Nanoseconds for which nothing came from the source; 0 while something is being written. */
  long quietNanos() {
    return busy ? 0 : sinceCommit();
  }

  private long sinceCommit() {
    return System.nanoTime() - committedNanos;
  }

  /** LSN up to which the log goes; the source is told so afterwards. */
  long logged() {
    return logged;
  }

  private static long lsn(LogPosition position) {
    return SourcePosition.read(position.source()).lsn();
  }

  private void begin(Map<String, ?> offset) {
    commitPosition = number(offset, "lsn");
    transaction = number(offset, "txId");
    time = micros(number(offset, "ts_usec"));
    dropped = commitPosition <= position.commitPosition();
    changes = 0;
    toSkip = 0;
    if (!dropped && position.openTransaction() != 0) {
      if (position.openTransaction() != transaction) {
        throw new IllegalStateException(
            "the log ends within a transaction that did not come again");
      }
      toSkip = position.openChanges();
    }
    encoder.begin(transaction, commitPosition, time, (int) toSkip);
  }

  private void change(Struct value) {
    if (dropped) {
      return;
    }
    changes++;
    if (changes <= toSkip) {
      return;
    }
    // Counted above all the same: a position within a transaction counts what the source sends.
    var table = table(value.schema().field("before").schema());
    if (table == null) {
      return;
    }
    var change = asChange(table, value);
    encoder.add(change);
    count(change);
    if (encoder.size() > StoreLogWriter.LARGEST_ENTRY) {
      throw new SluiceException(
              ErrorCode.ROW_TOO_LARGE,
              "a change of %s.%s has %,d bytes, an entry of the log has %,d at most"
                  .formatted(
                      table.schema(), table.table(), encoder.size(), StoreLogWriter.LARGEST_ENTRY))
          .about(new TableName(table.schema(), table.table()));
    }
    if (encoder.size() >= SLICE_BYTES) {
      append(SliceEncoder.End.MORE);
      position =
          new LogPosition(position.source(), position.commitPosition(), transaction, changes);
      encoder.begin(transaction, commitPosition, time, (int) changes);
    }
  }

  private void end(long next) {
    if (!dropped) {
      if (encoder.changes() > 0 || position.openTransaction() != 0) {
        append(SliceEncoder.End.LAST);
      } else if (sinceCommit() > QUIET_NANOS && !appended) {
        log.append(new LogEntry.Heartbeat(commitPosition, time));
        appended = true;
      }
      position = new LogPosition(new SourcePosition(next, source).bytes(), commitPosition, 0, 0);
    }
  }

  private void append(SliceEncoder.End end) {
    byte[] slice = encoder.finish(end);
    meter.bytes(slice.length);
    log.append(slice);
    appended = true;
  }

  /** Null when its changes are not logged. */
  private @Nullable TableSchema table(Schema row) {
    var table = tables.get(row);
    if (table != null || unwanted.contains(row)) {
      return table;
    }
    if (tables.size() + unwanted.size() >= MOST_TABLES) {
      // The source describes a table anew now and then; only the last description is met again.
      tables.clear();
      unwanted.clear();
    }
    var layout = Layout.of(row);
    if (!wanted.test(new TableName(layout.schema(), layout.table()))) {
      unwanted.add(row);
      return null;
    }
    table = known(layout);
    tables.put(row, table);
    return table;
  }

  private static Change asChange(TableSchema table, Struct value) {
    var operation =
        switch (value.getString("op")) {
          case "c" -> Change.Operation.INSERT;
          case "u" -> Change.Operation.UPDATE;
          case "d" -> Change.Operation.DELETE;
          case "t" -> Change.Operation.TRUNCATE;
          default -> throw new IllegalStateException("an operation that is not known");
        };
    int width = table.columns().size();
    return new Change(
        operation,
        table,
        row(value.getStruct("before"), width),
        row(value.getStruct("after"), width));
  }

  /**
   * Gives the table its id: the one it has in the log if it is as it was last, or the next. So a
   * higher id is always a later shape, also where a table becomes again what it was before.
   */
  private TableSchema known(TableSchema layout) {
    int highest = 0;
    TableSchema last = null;
    for (var known : log.schemas().values()) {
      highest = Math.max(highest, known.id());
      if (known.schema().equals(layout.schema())
          && known.table().equals(layout.table())
          && (last == null || known.id() > last.id())) {
        last = known;
      }
    }
    if (last != null && last.columns().equals(layout.columns())) {
      return last;
    }
    var table = new TableSchema(highest + 1, layout.schema(), layout.table(), layout.columns());
    log.append(table);
    return table;
  }

  private static @Nullable Row row(@Nullable Struct struct, int width) {
    if (struct == null) {
      return null;
    }
    var fields = struct.schema().fields();
    var values = new byte @Nullable [width][];
    for (int i = 0; i < width; i++) {
      values[i] = (byte[]) struct.get(fields.get(i));
    }
    return new Row(values);
  }

  private static long number(Map<String, ?> offset, String key) {
    return (Long) Objects.requireNonNull(offset.get(key));
  }

  private static Instant micros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
