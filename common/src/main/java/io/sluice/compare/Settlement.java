package io.sluice.compare;

import io.sluice.contract.TableName;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.OpenTransactions;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Looks at rows that were not the same until it is known whether they are. */
public final class Settlement {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LEAST_ROUNDS = 20;
  private static final long LOOK_MILLIS = 50;

  /** So many rows are looked at while the destination is waited for, to see them change. */
  private static final int MOST_WATCHED = 1_000;

  /** What is told of rows. */
  public interface Told {
    void differs(List<String> key, Suspect suspect);

    void unsettled(long rows);
  }

  private record Look(ChunkSnapshot at, Map<List<String>, Row> rows) {
    Row row(List<String> key) {
      return rows.getOrDefault(key, Row.ABSENT);
    }
  }

  private final Connection source;
  private final TableName table;
  private final Sides sides;
  private final boolean keyed;

  /**
   * @param source in autocommit mode, for sessions that read rows
   * @param table of the source
   * @param keyed false for a table without a key, whose rows are told apart by all that is in them
   *     and only counted
   */
  public Settlement(Connection source, TableName table, Sides sides, boolean keyed) {
    this.source = source;
    this.table = table;
    this.sides = sides;
    this.keyed = keyed;
  }

  /** Returns the last look at the source. */
  public ChunkSnapshot settle(List<List<String>> keys, Told told) throws InterruptedException {
    var open = new HashMap<List<String>, Suspect>();
    var rules =
        new Suspect.Rules(
            keyed, DatabaseRole.SOURCE.call(() -> OpenTransactions.commitsWait(source)));
    Look look = lookAtSource(keys);
    for (var key : keys) {
      open.put(key, new Suspect(rules, look.row(key)));
    }
    long began = System.nanoTime();
    for (int round = 1; !open.isEmpty(); round++) {
      var there = awaitDestination(look.at().position(), open);
      var writers = DatabaseRole.SOURCE.call(() -> OpenTransactions.writing(source));
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
    var began = DatabaseRole.SOURCE.call(() -> ChunkSnapshot.begin(source, table));
    var rows = sides.source(keys);
    var at = DatabaseRole.SOURCE.call(() -> began.asOfNow(source));
    DatabaseRole.SOURCE.act(() -> ChunkSnapshot.end(source));
    return new Look(at, rows);
  }

  private Map<List<String>, Row> awaitDestination(long position, Map<List<String>, Suspect> open)
      throws InterruptedException {
    var keys = List.copyOf(open.keySet());
    while (true) {
      var rows = sides.destination(position, keys);
      if (rows != null) {
        return rows;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      if (keyed && keys.size() <= MOST_WATCHED) {
        var now = sides.source(keys);
        open.forEach((key, suspect) -> suspect.sawSource(now.getOrDefault(key, Row.ABSENT)));
      }
    }
  }
}
