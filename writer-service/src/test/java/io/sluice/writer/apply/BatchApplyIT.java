package io.sluice.writer.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.change.LogEntry;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.postgres.SqlFailures;
import io.sluice.writer.apply.CapturedSource.Left;
import io.sluice.writer.plan.Conflicts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchApplyIT {
  private final Database from = PostgresFixture.database("source");
  private final Database to = PostgresFixture.database("destination");
  private final long seed = Long.getLong("sluice.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private CapturedSource source;

  @BeforeEach
  void open() throws SQLException {
    System.out.println("BatchApplyIT seed " + seed);
    source = new CapturedSource(from, random);
  }

  @AfterEach
  void close() throws SQLException {
    source.close();
  }

  @Test
  void randomTransactionsInRandomBatchesLeaveBothSame() throws SQLException {
    tables(Workload.TABLES, Workload.definitions());
    var workload = new Workload(random);
    try (var applied = applied(ConflictPolicy.STOP, Workload.TABLES)) {
      for (int round = 0; round < 40; round++) {
        int transactions = 1 + random.nextInt(random.nextInt(5) == 0 ? 150 : 12);
        for (int i = 0; i < transactions; i++) {
          source.attempt(workload.transaction());
        }
        applied.apply(source.take());
        Applied.assertSame(from, to, Workload.TABLES);
      }
      assertThat(applied.counted.get()).isZero();
    }
    for (String table : Workload.TABLES) {
      String kinds =
          from.query("select count(distinct op) from captured where t = '" + table + "'");
      assertThat(Integer.parseInt(kinds)).as("kinds of change of " + table).isGreaterThan(1);
    }
    assertThat(Integer.parseInt(from.query("select count(*) from captured"))).isGreaterThan(2000);
  }

  @Test
  void aPassOverWhatIsThereAlreadyEndsTheSame() throws SQLException {
    tables(List.of("plain", "uniq", "tree", "compound"), Workload.definitions());
    var tables = List.of("plain", "uniq", "tree", "compound");
    var workload = new Workload(random);
    try (var applied = applied(ConflictPolicy.STOP, tables)) {
      List<List<LogEntry.Slice>> log = new ArrayList<>();
      for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 15; i++) {
          source.attempt(workload.transaction());
        }
        log.add(source.take());
        applied.apply(log.getLast());
      }
      Applied.assertSame(from, to, tables);

      applied.conflicts.replay(Conflicts.Replay.UNDER_WAY);
      for (var slices : log.subList(random.nextInt(12), 12)) {
        applied.apply(slices);
      }
      Applied.assertSame(from, to, tables);
      assertThat(applied.counted.get()).isZero();
    }
  }

  @Test
  void aReplayedMoveTakesNothingFromTheRowThatHasItsOldKeyNow() throws SQLException {
    tables(List.of("plain"), Workload.definitions());
    try (var applied = applied(ConflictPolicy.STOP, List.of("plain"))) {
      source.execute("insert into plain values (1, 1, 'a', 'moved'), (3, 3, 'c', 'early')");
      applied.apply(source.take());
      List<List<LogEntry.Slice>> log = new ArrayList<>();
      for (String sql :
          List.of(
              "delete from plain where id = 3",
              "update plain set id = 2 where id = 1",
              "insert into plain values (1, 1, 'a', 'another')",
              "update plain set id = 3 where id = 1",
              "insert into plain values (1, 1, 'a', 'last')")) {
        source.execute(sql);
        log.add(source.take(Left.OUT));
        applied.apply(log.getLast());
      }
      Applied.assertSame(from, to, List.of("plain"));

      applied.conflicts.replay(Conflicts.Replay.UNDER_WAY);
      for (var slices : log) {
        applied.apply(slices);
      }
      Applied.assertSame(from, to, List.of("plain"));
    }
  }

  @Test
  void largeSetsTravelByCopyAndMeanTheSame() throws SQLException {
    tables(List.of("plain"), Workload.definitions());
    try (var applied = applied(ConflictPolicy.STOP, List.of("plain"))) {
      source.execute(
          "insert into plain select i, i, 'n' || i, repeat('t', i % 90) from generate_series(1, 5000) i");
      applied.apply(source.take());
      source.execute(
          "update plain set a = -a where id % 3 = 0",
          "update plain set big = null, b = E'\\\\N' where id % 7 = 0",
          "delete from plain where id % 5 = 0",
          "insert into plain select i, i, 'n' || i, E'a\\tb\\nc' from generate_series(6001, 7000) i");
      applied.apply(source.take());

      Applied.assertSame(from, to, List.of("plain"));
    }
  }

  @Test
  void anInsertThatMeetsARowOverwritesItAndCounts() throws SQLException {
    tables(List.of("plain"), Workload.definitions());
    to.execute(
        "insert into plain values (1, 0, 'theirs', 'x')",
        "insert into plain select i, 0, 'theirs', 'x' from generate_series(1000, 1009) i");
    try (var applied = applied(ConflictPolicy.OVERWRITE, List.of("plain"))) {
      source.execute("insert into plain values (1, 1, 'ours', 'y'), (2, 2, 'ours', 'y')");
      applied.apply(source.take());
      assertThat(applied.counted.get()).isEqualTo(1);

      source.execute(
          "insert into plain select i, 0, 'ours', 'x' from generate_series(500, 1500) i");
      applied.apply(source.take());
      assertThat(applied.counted.get()).isEqualTo(11);
      Applied.assertSame(from, to, List.of("plain"));
    }
  }

  @Test
  void anInsertThatMeetsARowIsSkippedByPolicy() throws SQLException {
    tables(List.of("plain", "uniq"), Workload.definitions());
    to.execute(
        "insert into plain values (1, 0, 'theirs', 'x')",
        "insert into uniq values (1, 9, 'theirs')");
    try (var applied = applied(ConflictPolicy.SKIP, List.of("plain", "uniq"))) {
      source.execute(
          "insert into plain values (1, 1, 'ours', 'y'), (2, 2, 'ours', 'y')",
          "insert into uniq values (1, 8, 'ours'), (2, 7, 'ours')");
      applied.apply(source.take());
    }
    assertThat(to.query("select string_agg(b, ',' order by id) from plain"))
        .isEqualTo("theirs,ours");
    assertThat(to.query("select string_agg(b, ',' order by id) from uniq"))
        .isEqualTo("theirs,ours");
  }

  @Test
  void anInsertThatMeetsARowStopsByPolicyAndChangesNothing() throws SQLException {
    tables(List.of("plain"), Workload.definitions());
    to.execute("insert into plain values (2, 0, 'theirs', 'x')");
    try (var applied = applied(ConflictPolicy.STOP, List.of("plain"))) {
      source.execute("insert into plain values (1, 1, 'ours', 'y'), (2, 2, 'ours', 'y')");
      var slices = source.take();

      assertThatThrownBy(() -> applied.apply(slices))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.CONFLICT));
    }
    assertThat(to.query("select count(*) from plain")).isEqualTo("1");
  }

  @Test
  void anUpdateOfARowThatIsGoneBringsItBackWithWhatTheLogLeavesOut() throws SQLException {
    tables(Workload.TABLES, Workload.definitions());
    try (var applied = applied(ConflictPolicy.OVERWRITE, Workload.TABLES)) {
      source.execute(
          "insert into plain select i, 0, 'b', repeat('long', 100) from generate_series(1, 300) i",
          "insert into uniq select i, i, 'b', repeat('long', 100) from generate_series(1, 30) i");
      applied.apply(source.take());
      to.execute("delete from plain where id > 40", "delete from uniq where id > 4");
      source.execute("update plain set a = 5", "update uniq set b = 'c'");
      applied.apply(source.take());

      Applied.assertSame(from, to, List.of("plain", "uniq"));
      assertThat(applied.counted.get()).isEqualTo(260 + 26);
    }
  }

  @Test
  void aValueTheDestinationRefusesIsNamedByTableAndNotByContent() throws SQLException {
    tables(List.of("plain"), Workload.definitions());
    to.execute("alter table plain add constraint small check (a < 100)");
    try (var applied = applied(ConflictPolicy.STOP, List.of("plain"))) {
      source.execute("insert into plain values (1, 4711, 'secret', 'b')");
      var slices = source.take();

      assertThatThrownBy(() -> applied.apply(slices))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                var failure =
                    SqlFailures.classify(
                            e, ErrorCode.DESTINATION_UNREACHABLE, new TableName("public", "plain"))
                        .failure();
                assertThat(failure.code()).isEqualTo(ErrorCode.DESTINATION_REFUSED);
                assertThat(failure.detail())
                    .contains("public.plain", "small")
                    .doesNotContain("4711");
              });
    }
  }

  @Test
  void insertsAppliedInOrderThatMeetRowsGoByThePolicy() throws SQLException {
    tables(List.of("uniq"), Workload.definitions());
    to.execute("insert into uniq select i, i, 'stale' from generate_series(1, 300) i");
    source.execute("insert into uniq select i, i, 'new' from generate_series(1, 300) i");
    var slices = source.take();
    try (var stopping = applied(ConflictPolicy.STOP, List.of("uniq"))) {
      assertThatThrownBy(() -> stopping.apply(slices))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.failure().code()).isEqualTo(ErrorCode.CONFLICT));
    }
    try (var skipping = applied(ConflictPolicy.SKIP, List.of("uniq"))) {
      skipping.apply(slices);
      assertThat(skipping.counted.get()).isEqualTo(300);
      assertThat(to.query("select count(*) from uniq where b = 'stale'")).isEqualTo("300");
    }
    try (var overwriting = applied(ConflictPolicy.OVERWRITE, List.of("uniq"))) {
      overwriting.apply(slices);
      assertThat(overwriting.counted.get()).isEqualTo(300);
      Applied.assertSame(from, to, List.of("uniq"));
    }
  }

  @Test
  void rowsWithoutAKeyAreToldApartToTheLetter() throws SQLException {
    tables(List.of("loose"), "create table loose (n numeric, d numeric(10, 2), t text)");
    try (var applied = applied(ConflictPolicy.STOP, List.of("loose"))) {
      source.execute(
          "insert into loose values (1.0, 1.5, 'x'), (1.00, 1.5, 'x'), (1.000, 1.5, 'x')");
      applied.apply(source.take());
      source.execute("delete from loose where n::text = '1.00'");
      source.execute("update loose set t = 'y' where n::text = '1.000'");
      applied.apply(source.take());

      Applied.assertSame(from, to, List.of("loose"));
      assertThat(to.query("select string_agg(n::text || t, ' ' order by n::text) from loose"))
          .isEqualTo("1.0x 1.000y");
    }
  }

  private void tables(List<String> captured, String... definitions) throws SQLException {
    source.execute(definitions);
    to.execute(definitions);
    for (String table : captured) {
      source.capture(table);
    }
  }

  private Applied applied(ConflictPolicy policy, List<String> tables) throws SQLException {
    return new Applied(from, to, policy, List.of(), tables);
  }
}
