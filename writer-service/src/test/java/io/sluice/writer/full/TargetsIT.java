package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.SyncOptions.Targets;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a copy does with the rows that are in its target already. */
class TargetsIT {
  private static final List<String> TABLES = List.of("plain", "uniq", "keyless", "documents");

  private final Database source = PostgresFixture.database("targets_source");
  private final Database destination = PostgresFixture.database("targets_destination");

  /** The destination has some rows as they are, some other, some more, some less. */
  private void drift() throws SQLException {
    for (Database database : List.of(source, destination)) {
      database.execute(
          "create table plain (id bigint primary key, v text, n numeric, at timestamptz)",
          "create table uniq (id int primary key, u int unique)",
          "create table keyless (a int, b text)",
          "create table documents (id uuid primary key, j json, x xml)",
          "insert into plain select i, 'row ' || i, i, '2026-01-01' from generate_series(1, 20000) i",
          "insert into uniq select i, i from generate_series(1, 100) i",
          "insert into keyless select i % 5, 'b' from generate_series(1, 100) i",
          "insert into documents select md5(i::text)::uuid, '{\"a\": 1}', '<a/>' from generate_series(1, 50) i");
    }
    source.execute("alter table keyless replica identity full");
    destination.execute(
        "update plain set v = 'other', n = null where id % 1000 = 0",
        "delete from plain where id between 501 and 510",
        "insert into plain select i, 'more', 1, now() from generate_series(30001, 30007) i",
        "update uniq set u = -u",
        "update uniq set u = 101 - id",
        "delete from keyless where a = 3",
        "insert into keyless values (9, 'more')",
        "update documents set j = '{\"a\":1}' where id = md5('7')::uuid");
  }

  private RecordedRun copy(Targets targets) throws InterruptedException {
    SyncOptions options = Specs.options(ConflictPolicy.STOP, 2, 0).with(targets);
    var mappings =
        TABLES.stream()
            .map(table -> TableMapping.same("public", table))
            .toArray(TableMapping[]::new);
    var spec = Specs.spec("targets", options, mappings);
    var databases = Specs.databases(source, destination);
    new SchemaSynchronization(databases).run(new RecordedRun(Step.SCHEMA, 1, spec));
    var context = new RecordedRun(Step.FULL, 2, spec);
    new FullSynchronization(databases, Map.of()).run(context);
    return context;
  }

  private void assertSame() throws SQLException {
    for (String table : TABLES) {
      String rows = "select md5(string_agg(t::text, ' ' order by t::text)) from " + table + " t";
      assertThat(destination.query(rows)).as(table).isEqualTo(source.query(rows));
    }
  }

  @Test
  void mergeMakesTheTargetEqualAndTouchesNothingThatIs() throws Exception {
    drift();
    String untouched =
        "select count(*) from plain where id % 1000 <> 0 and id not between 501 and 510"
            + " and xmin = (select xmin from plain where id = 1)";
    String before = destination.query(untouched);
    var context = copy(Targets.MERGE);
    assertSame();
    assertThat(destination.query(untouched)).isEqualTo(before).isEqualTo("19970");
    // 20 replaced are one less and one more, 10 were missing, 7 were too many.
    assertThat(context.report.get("public.plain")).endsWith(", 57 of the destination's corrected");
    assertThat(context.report.get("public.uniq")).endsWith(", 200 of the destination's corrected");
    assertThat(context.report.get("public.documents"))
        .endsWith(", 2 of the destination's corrected");
  }

  @Test
  void emptyCopiesIntoATableThatHasNoRowsAnyMore() throws Exception {
    drift();
    var context = copy(Targets.EMPTY);
    assertSame();
    assertThat(context.report.get("public.plain")).endsWith("chunks");
  }
}
