package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.SnapshotVisibility;
import io.sluice.chunk.KeyRange;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What was copied of a row is what the recorded snapshot of its chunk says it saw. */
class SnapshotIT {
  private static final int ROWS = 300_000;

  private record Write(long transactionId, int key, int version) {}

  private final Database source = PostgresFixture.database("snapshot_source");
  private final Database destination = PostgresFixture.database("snapshot_destination");
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private volatile boolean copying = true;

  @Test
  void everyRowIsAsOldAsTheSnapshotOfItsChunk() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    source.execute(
        "create table t (id int primary key, v int not null)",
        "insert into t select i, 0 from generate_series(1, " + ROWS + ") i");
    var spec =
        Specs.spec(
            "snapshot",
            Specs.options(ConflictPolicy.OVERWRITE, 2, 100_000),
            TableMapping.same("public", "t"));
    var databases = Specs.databases(source, destination);
    new SchemaSynchronization(databases).run(new RecordedRun(Step.SCHEMA, 1, spec));
    // Each writer has keys of its own, so versions of a key rise in the order of commits.
    var writers =
        IntStream.range(0, 4)
            .mapToObj(n -> CompletableFuture.runAsync(() -> write(n, new Random(seed + n))))
            .toList();
    new FullSynchronization(databases, Map.of()).run(new RecordedRun(Step.FULL, 2, spec));
    copying = false;
    writers.forEach(CompletableFuture::join);

    int unseen = compare();
    System.out.println(writes.size() + " writes, unseen by their chunk " + unseen);
    assertThat(unseen).isPositive().isLessThan(writes.size());
  }

  private void write(int writer, Random random) {
    var versions = new HashMap<Integer, Integer>();
    try (var connection = source.connect();
        var update =
            connection.prepareStatement(
                "update t set v = ? where id = ? returning pg_current_xact_id()::text::bigint")) {
      connection.setAutoCommit(false);
      while (copying) {
        int key = random.nextInt(ROWS / 400) * 400 + writer + 1;
        int version = versions.merge(key, 1, Integer::sum);
        update.setInt(1, version);
        update.setInt(2, key);
        long transaction;
        try (var rows = update.executeQuery()) {
          rows.next();
          transaction = rows.getLong(1);
        }
        connection.commit();
        writes.add(new Write(transaction, key, version));
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int compare() throws Exception {
    List<ChunkRecord> chunks;
    var copied = new HashMap<Integer, Integer>();
    try (var connection = destination.connect();
        var statement = connection.createStatement()) {
      chunks = ChunkRecord.load(connection, "w-snapshot");
      try (var rows = statement.executeQuery("select id, v from t")) {
        while (rows.next()) {
          copied.put(rows.getInt(1), rows.getInt(2));
        }
      }
    }
    assertThat(chunks.size()).isGreaterThan(2);
    assertThat(copied).hasSize(ROWS);
    var expected = new HashMap<Integer, Integer>();
    int unseen = 0;
    for (var write : writes) {
      var chunk =
          chunks.stream().filter(c -> holds(c.range(), write.key())).findFirst().orElseThrow();
      var seen = Objects.requireNonNull(chunk.copied());
      if (SnapshotVisibility.parse(seen.snapshot()).sees(write.transactionId())) {
        expected.merge(write.key(), write.version(), Math::max);
      } else {
        unseen++;
      }
    }
    for (var write : writes) {
      assertThat(copied.get(write.key())).isEqualTo(expected.getOrDefault(write.key(), 0));
    }
    return unseen;
  }

  private static boolean holds(KeyRange range, int key) {
    return (range.low() == null || key >= Integer.parseInt(range.low()))
        && (range.high() == null || key < Integer.parseInt(range.high()));
  }
}
