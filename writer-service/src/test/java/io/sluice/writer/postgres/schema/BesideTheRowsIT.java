package io.sluice.writer.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.full.FullSynchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BesideTheRowsIT {
  private static final String FOREIGN_KEYS =
      "select string_agg(conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid), '; '"
          + " order by conname) from pg_constraint where contype = 'f'";

  private final Database source = PostgresFixture.database("beside_source");
  private final Database destination = PostgresFixture.database("beside_destination");

  @Test
  void foreignKeysAreMadeAndValidatedAfterTheLoad() throws Exception {
    source.execute(
        "create table parent (id int primary key)",
        "create table \"Child (1)\" (id int primary key, \"to\" int references parent (id)"
            + " on delete cascade deferrable initially deferred, self int references \"Child (1)\")",
        "create table outside (id int primary key)",
        "create table lonely (id int primary key, o int references outside (id))",
        "insert into parent select generate_series(1, 100)",
        "insert into \"Child (1)\" select i, i, null from generate_series(1, 100) i");
    var renamed =
        new TableMapping(
            new TableName("public", "parent"), new TableName("public", "elder"), null, null);
    var run =
        copy(
            renamed,
            TableMapping.same("public", "Child (1)"),
            TableMapping.same("public", "lonely"));

    assertThat(destination.query(FOREIGN_KEYS))
        .isEqualTo(
            "Child (1)_self_fkey true FOREIGN KEY (self) REFERENCES \"Child (1)\"(id);"
                + " Child (1)_to_fkey true FOREIGN KEY (\"to\") REFERENCES elder(id)"
                + " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED");
    assertThat(run.report)
        .containsEntry(
            "foreign key public.lonely.lonely_o_fkey",
            "left out: public.outside is not in the project");
  }

  @Test
  void foreignKeysAndChecksAreLeftOutOnRequestAndTheStepSaysSo() throws Exception {
    source.execute(
        "create table parent (id int primary key check (id > 0))",
        "create table child (id int primary key, p int references parent)");
    var run =
        copy(
            Specs.withoutConstraints(),
            TableMapping.same("public", "parent"),
            TableMapping.same("public", "child"));

    assertThat(
            destination.query(
                "select count(*) from pg_constraint where contype in ('f', 'c')"
                    + " and connamespace = 'public'::regnamespace"))
        .isEqualTo("0");
    assertThat(run.report)
        .containsEntry("foreign keys and checks", "left out: options.constraints is OMIT");
  }

  @Test
  void aForeignKeyThatRowsViolateStaysUnvalidatedAndIsTold() throws Exception {
    source.execute(
        "create table parent (id int primary key)",
        "create table child (id int primary key, p int references parent)",
        "insert into parent values (1)",
        "insert into child values (1, 1)");
    copy(TableMapping.same("public", "parent"), TableMapping.same("public", "child"));
    destination.execute(
        "alter table child drop constraint child_p_fkey",
        "delete from parent",
        "alter table child add constraint child_p_fkey foreign key (p) references parent not valid");
    List<String> told = new ArrayList<>();
    try (var connection = destination.connect()) {
      ForeignKeys.validate(connection, "w-beside", told::add);
      assertThat(told).singleElement().asString().contains("child_p_fkey", "23503");
      destination.execute("insert into parent values (1)");
      told.clear();
      ForeignKeys.validate(connection, "w-beside", told::add);
      assertThat(told).isEmpty();
    }
    assertThat(destination.query(FOREIGN_KEYS)).startsWith("child_p_fkey true");
  }

  @Test
  void sequencesFollowThoseOfTheSourceAndNeverGoBack() throws Exception {
    source.execute(
        "create table t (id bigint generated always as identity primary key, s serial, plain int)",
        "create sequence down increment -1",
        "create table d (id int primary key default nextval('down'))",
        "insert into t (plain) select generate_series(1, 10)");
    TableMapping[] tables = {TableMapping.same("public", "t"), TableMapping.same("public", "d")};
    copy(tables);
    source.execute(
        "insert into t (plain) select generate_series(1, 90)",
        "insert into d default values",
        "insert into d default values");
    try (var from = source.connect();
        var to = destination.connect()) {
      var sequences = Sequences.of(from, to, Specs.spec("beside", SyncOptions.DEFAULT, tables));
      sequences.advance(from, to);
      assertThat(destination.query("select nextval(pg_get_serial_sequence('t', 'id'))"))
          .isEqualTo("101");
      assertThat(destination.query("select nextval('t_s_seq')")).isEqualTo("101");
      assertThat(destination.query("select nextval('down')")).isEqualTo("-3");
      destination.execute("select setval('t_s_seq', 5000)");
      sequences.advance(from, to);
      assertThat(destination.query("select nextval('t_s_seq')")).isEqualTo("5001");
      assertThat(destination.query("select nextval('down')")).isEqualTo("-4");
    }
  }

  private RecordedRun copy(TableMapping... tables) throws InterruptedException {
    return copy(Specs.withoutLog(), tables);
  }

  private RecordedRun copy(SyncOptions options, TableMapping... tables)
      throws InterruptedException {
    var spec = Specs.spec("beside", options, tables);
    var databases = Specs.databases(source, destination);
    new SchemaSynchronization(databases).run(new RecordedRun(Step.SCHEMA, 1, spec));
    var run = new RecordedRun(Step.FULL, 2, spec);
    new FullSynchronization(databases, Map.of()).run(run);
    return run;
  }
}
