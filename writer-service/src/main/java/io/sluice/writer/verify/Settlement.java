package io.sluice.writer.verify;

import io.sluice.component.Meter;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.OpenTransactions;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import io.sluice.writer.postgres.compare.TableSide;
import io.sluice.writer.postgres.compare.TableSide.Row;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at rows that were not the same until it is known whether they are. */
final class Settlement {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LEAST_ROUNDS = 20;
  private static final long LOOK_MILLIS = 50;

  /** So many rows are looked at while the destination is waited for, to see them change. */
  private static final int MOST_WATCHED = 1_000;

  /**
   * The component that writes to the destination.
   *
   * @param revision of the definition that it is to go by
   */
  record Writer(String componentId, long revision) {}

  /** What is told of rows. */
  interface Told {
    void differs(List<String> key, Suspect suspect);

    void unsettled(long rows);
  }

  private record Look(ChunkSnapshot at, Map<List<String>, Row> rows) {
    Row row(List<String> key) {
      return rows.getOrDefault(key, Row.ABSENT);
    }
  }

  private final Connection from;
  private final Connection into;
  private final TableSide source;
  private final TableSide destination;
  private final boolean keyed;
  private final @Nullable Writer writer;
  private final Meter meter;

  /**
   * @param writer null when nothing follows the source
   */
  Settlement(
      Connection from,
      Connection into,
      TableSide source,
      TableSide destination,
      boolean keyed,
      @Nullable Writer writer,
      Meter meter) {
    this.from = from;
    this.into = into;
    this.source = source;
    this.destination = destination;
    this.keyed = keyed;
    this.writer = writer;
    this.meter = meter;
  }

  /** Returns the last look at the source. */
  ChunkSnapshot settle(List<List<String>> keys, Told told) throws InterruptedException {
    var open = new HashMap<List<String>, Suspect>();
    var rules =
        new Suspect.Rules(
            keyed, DatabaseRole.SOURCE.call(() -> OpenTransactions.commitsWait(from)));
    Look look = lookAtSource(keys);
    for (var key : keys) {
      open.put(key, new Suspect(rules, look.row(key)));
    }
    long began = System.nanoTime();
    for (int round = 1; !open.isEmpty(); round++) {
      var there = awaitDestination(look.at().position(), open);
      var writers = DatabaseRole.SOURCE.call(() -> OpenTransactions.writing(from));
      look = lookAtSource(List.copyOf(open.keySet()));
      judge(open, there, writers, look, told);
      if (round >= LEAST_ROUNDS && System.nanoTime() - began > PATIENCE.toNanos()) {
        told.unsettled(open.size());
        break;
      }
      if (!open.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
    return look.at();
  }

  private static void judge(
      Map<List<String>, Suspect> open,
      Map<List<String>, Row> there,
      Set<Long> writers,
      Look look,
      Told told) {
    long now = System.nanoTime();
    open.entrySet()
        .removeIf(
            one -> {
              var key = one.getKey();
              var suspect = one.getValue();
              var verdict =
                  suspect.look(there.getOrDefault(key, Row.ABSENT), writers, look.row(key), now);
              if (verdict == Suspect.Verdict.DIFFERS) {
                told.differs(key, suspect);
              }
              return verdict != Suspect.Verdict.OPEN;
            });
  }

  private Look lookAtSource(List<List<String>> keys) {
    var began = DatabaseRole.SOURCE.call(() -> ChunkSnapshot.begin(from));
    var rows = source.rows(keys);
    // A truncation empties a table for snapshots that are older than it.
    var at = DatabaseRole.SOURCE.call(() -> began.asOfNow(from));
    DatabaseRole.SOURCE.act(() -> ChunkSnapshot.end(from));
    return new Look(at, rows);
  }

  private Map<List<String>, Row> awaitDestination(long position, Map<List<String>, Suspect> open)
      throws InterruptedException {
    var keys = List.copyOf(open.keySet());
    while (true) {
      var rows = lookAtDestination(position, keys);
      if (rows != null) {
        meter.waitsFor(null);
        return rows;
      }
      if (writer != null) {
        meter.waitsFor(writer.componentId() + " to write what the source has committed");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      if (keyed && keys.size() <= MOST_WATCHED) {
        var now = source.rows(keys);
        open.forEach((key, suspect) -> suspect.sawSource(now.getOrDefault(key, Row.ABSENT)));
      }
    }
  }

  /** Null while it does not have what the source had committed at the position. */
  private @Nullable Map<List<String>, Row> lookAtDestination(
      long position, List<List<String>> keys) {
    DatabaseRole.DESTINATION.act(
        () -> {
          into.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          into.setAutoCommit(false);
        });
    var rows = hasReached(position) ? destination.rows(keys) : null;
    DatabaseRole.DESTINATION.act(
        () -> {
          into.commit();
          into.setAutoCommit(true);
          into.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        });
    return rows;
  }

  private boolean hasReached(long position) {
    return writer == null
        || DatabaseRole.DESTINATION.call(
            () -> Checkpoint.hasReached(into, writer.componentId(), position, writer.revision()));
  }
}
