package io.sluice.writer.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerificationIT {
  private static final String[] PLANTED = {
    "create type mood as enum ('sad', 'ok', 'happy')",
    """
    create table planted (id int primary key, b bytea, t text, c char(10), f float8, n numeric,
      z timestamptz, e mood, a text[], big text, load int)
    """,
    "create table emptied (id int primary key)",
    "alter table planted alter big set storage external",
    """
    insert into planted
    select i, '\\x00ff5c', '', 'ab', 0, 1.50, '2026-03-29 01:30:00+00', 'sad', '{a,NULL}',
      repeat('x', 20000 * (i % 50 / 49)), i
    from generate_series(1, 2000) i
    """
  };

  /** Changes rows that the test does not, all the time; some of them again and again. */
  private static List<String> load(Random random) {
    int id = 1_000 + random.nextInt(1_000);
    int other = 100_000 + random.nextInt(300);
    if (random.nextInt(200) == 0) {
      return List.of("truncate emptied", "insert into emptied select generate_series(1, 500)");
    }
    return switch (random.nextInt(6)) {
      case 0 -> List.of("update planted set load = load + 1 where id = 1007");
      case 1 -> List.of("update planted set load = %d where id = %d".formatted(other, id));
      case 2 ->
          List.of("insert into planted (id) values (%d) on conflict do nothing".formatted(other));
      case 3 -> List.of("delete from planted where id = " + other);
      case 4 ->
          List.of(
              "delete from planted where id = " + (other + 1_000),
              "update planted set id = %d where id = %d".formatted(other + 1_000, other));
      default ->
          List.of(
              "update planted set t = t || 'x', n = n + 1 where id = " + id,
              "update planted set load = -load where id = " + (id - 1));
    };
  }

  private static ComponentSpec spec(boolean followed, TableMapping... tables) {
    return Specs.verifying(followed, Specs.spec("compared", Specs.withoutLog(), tables));
  }

  private static List<TableComparison> verify(
      Database source, Database destination, ComponentSpec spec) throws InterruptedException {
    var run = new RecordedRun(Step.VERIFY, System.nanoTime(), spec);
    new Verification(Specs.databases(source, destination)).run(run);
    assertThat(run.report).containsKeys("compared", "missing", "extra", "different", "unsettled");
    assertThat(run.comparisons).hasSameSizeAs(spec.tables());
    return run.comparisons;
  }

  private static List<TableComparison> verify(Followed followed, String... tables)
      throws Exception {
    return verify(
        followed.source,
        followed.destination,
        spec(
            true,
            Stream.of(tables)
                .map(table -> TableMapping.same("public", table))
                .toArray(TableMapping[]::new)));
  }

  private static List<String> told(TableComparison found) {
    return found.differences().stream()
        .map(
            one ->
                one.kind() + " " + one.key() + (one.columns().isEmpty() ? "" : " " + one.columns()))
        .sorted()
        .toList();
  }

  @Test
  void findsEachPlantedDifferenceAndNoOtherUnderLoad() throws Exception {
    try (var followed = new Followed(PLANTED)) {
      followed.destination.execute(
          "update planted set b = '\\x00fe5c' where id = 1",
          "delete from planted where id = 2",
          "insert into planted (id) values (-3)",
          "update planted set t = null where id = 4",
          "update planted set c = 'ab ' || chr(160) where id = 5",
          "update planted set f = '-0.0' where id = 6",
          "update planted set n = 1.5 where id = 7",
          "update planted set z = '2026-03-29 01:30:00+01' where id = 8",
          "update planted set big = 'y' || substr(big, 2) where id = 49",
          "update planted set e = 'happy' where id = 10",
          "update planted set a = '{a,\"NULL\"}' where id = 11",
          "update planted set id = -12 where id = 12",
          "update planted set t = ' ' where id = 13");
      followed.start(VerificationIT::load);
      var found = verify(followed, "planted").getFirst();
      assertThat(told(found))
          .containsExactlyInAnyOrder(
              "DIFFERENT [1] [b]",
              "MISSING [2]",
              "EXTRA [-3]",
              "DIFFERENT [4] [t]",
              "DIFFERENT [5] [c]",
              "DIFFERENT [6] [f]",
              "DIFFERENT [7] [n]",
              "DIFFERENT [8] [z]",
              "DIFFERENT [49] [big]",
              "DIFFERENT [10] [e]",
              "DIFFERENT [11] [a]",
              "MISSING [12]",
              "EXTRA [-12]",
              "DIFFERENT [13] [t]");
      assertThat(List.of(found.missing(), found.extra(), found.different(), found.unsettled()))
          .containsExactly(2L, 2L, 10L, 0L);
      assertThat(found.compared()).isGreaterThanOrEqualTo(2_000);
    }
  }

  @Test
  void findsNothingWhereNothingDiffersHoweverMuchChanges() throws Exception {
    try (var followed = new Followed(PLANTED)) {
      followed.start(VerificationIT::load);
      for (int i = 0; i < Integer.getInteger("sluice.runs", 4); i++) {
        for (var found : again(followed)) {
          assertThat(found.differences()).as("run " + i).isEmpty();
          assertThat(found.found() + found.unsettled()).as("run " + i).isZero();
        }
      }
      System.out.println(followed.transactions + " transactions meanwhile");
    }
  }

  private static List<TableComparison> again(Followed followed) throws Exception {
    if (followed.destination.query("select to_regclass('sluice.comparison')") != null) {
      followed.destination.execute(
          "delete from sluice.chunk where component_id = 'w-compared.v1'",
          "delete from sluice.comparison where component_id = 'w-compared.v1'");
    }
    return verify(followed, "planted", "emptied");
  }

  @Test
  void aTableWithoutAKeyIsComparedAsAMultiset() throws Exception {
    String[] tables = {
      "create table keyless (a int, b text)",
      "insert into keyless select i % 7, 'b' from generate_series(1, 700) i"
    };
    try (var followed = new Followed(tables)) {
      followed.destination.execute(
          "delete from keyless where ctid in (select ctid from keyless where a = 3 limit 2)",
          "insert into keyless values (8, null), (8, null), (8, '')");
      followed.start(
          random ->
              List.of(
                  random.nextBoolean()
                      ? "insert into keyless values (1, 'load')"
                      : "delete from keyless where b = 'load'"));
      var found = verify(followed, "keyless").getFirst();
      assertThat(List.of(found.missing(), found.extra(), found.different()))
          .containsExactly(2L, 3L, 0L);
      assertThat(found.keyColumns()).isEmpty();
      assertThat(found.remark()).contains("no key");
    }
  }

  @Test
  void whatAProjectDoesNotBringOverIsNoDifference() throws Exception {
    Database source = PostgresFixture.database("chosen_source");
    Database destination = PostgresFixture.database("chosen_destination");
    source.execute(
        "create table people (id bigint primary key, name varchar(20), born date, secret text, n int)",
        "insert into people select i, 'p' || i, '2001-02-03', 's', i from generate_series(1, 300) i");
    destination.execute(
        "create schema copy",
        "create table copy.persons (more serial, n numeric(10,2), name text, id int primary key, born timestamp)",
        "insert into copy.persons (n, name, id, born)"
            + " select i, 'p' || i, i, '2001-02-03' from generate_series(1, 200) i",
        "delete from copy.persons where id = 50",
        "update copy.persons set born = '2001-02-03 00:00:01' where id = 60");
    var mapping =
        new TableMapping(
            new TableName("public", "people"),
            new TableName("copy", "persons"),
            List.of("id", "name", "born", "n"),
            "id <= 200");
    var found = verify(source, destination, spec(false, mapping)).getFirst();
    assertThat(told(found)).containsExactly("DIFFERENT [60] [born]", "MISSING [50]");
    assertThat(found.compared()).isEqualTo(200);
  }

  @Test
  void databasesOfOtherEncodingsAndCollationsAreComparedByTheirTexts() throws Exception {
    Database source = PostgresFixture.database("latin_source");
    Database destination = latin(PostgresFixture.database("latin_destination"));
    for (Database database : List.of(source, destination)) {
      database.execute(
          "create table words (word text primary key, n int)",
          "insert into words values ('Zürich', 1), ('zebra', 2), ('Ärger', 3), ('größe', 4)");
    }
    destination.execute("update words set n = 5 where word = 'größe'");
    var spec = spec(false, TableMapping.same("public", "words"));
    var found = verify(source, destination, spec).getFirst();
    assertThat(told(found)).containsExactly("DIFFERENT [größe] [n]");
    assertThat(found.compared()).isEqualTo(4);
  }

  /** Another database of the same server. */
  private static Database latin(Database like) throws SQLException {
    String name = like.name() + "_latin1";
    like.execute(
        "create database "
            + name
            + " template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'");
    return new Database(like.host(), like.port(), name, like.username(), like.password());
  }

  @Test
  void aRunThatFollowsACrashGoesOnWithTheChunksThatAreLeft() throws Exception {
    Database source = PostgresFixture.database("resumed_source");
    Database destination = PostgresFixture.database("resumed_destination");
    String[] table = {
      "create table wide (id int primary key, v text)",
      "insert into wide select i, 'v' from generate_series(1, 400000) i",
      "analyze wide"
    };
    source.execute(table);
    destination.execute(table);
    destination.execute("delete from wide where id in (1, 400000)");
    var spec = spec(false, TableMapping.same("public", "wide"));
    verify(source, destination, spec);
    // As if it had died before the last chunk.
    destination.execute(
        "update sluice.chunk set done = false where number = (select max(number) from sluice.chunk)",
        "delete from sluice.comparison where number = (select max(number) from sluice.comparison)",
        "insert into wide values (1, 'v')");
    var found = verify(source, destination, spec).getFirst();
    assertThat(told(found))
        .as("the first chunk is not looked at again")
        .containsExactly("MISSING [1]", "MISSING [400000]");
    assertThat(found.compared()).isEqualTo(400_000);
    assertThat(Stream.of(destination.query("select count(*) from sluice.chunk")))
        .allMatch(chunks -> Integer.parseInt(chunks) > 2);
  }
}
