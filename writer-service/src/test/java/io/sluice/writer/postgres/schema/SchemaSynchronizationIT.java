package io.sluice.writer.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import org.junit.jupiter.api.Test;

class SchemaSynchronizationIT {
  private final Database source = PostgresFixture.database("schema_source");
  private final Database destination = PostgresFixture.database("schema_destination");

  private RecordedRun run(TableMapping... tables) throws InterruptedException {
    var context = new RecordedRun(Step.SCHEMA, 1, Specs.spec("schema", Specs.withoutLog(), tables));
    new SchemaSynchronization(Specs.databases(source, destination)).run(context);
    return context;
  }

  @Test
  void aTableThatDoesNotFitIsNamedWithTheStatementsThatMakeItFit() throws Exception {
    source.execute(
        "create table t (id bigint primary key, a text, b numeric(12,2), c int)",
        "create table untouched (id int primary key)");
    destination.execute(
        "create table t (id int, a varchar(10), b numeric(12,2) not null, extra int not null)");

    var thrown =
        catchThrowableOfType(
            SluiceException.class,
            () -> run(TableMapping.same("public", "t"), TableMapping.same("public", "untouched")));

    assertThat(thrown.failure().code()).isEqualTo(ErrorCode.SCHEMA_INCOMPATIBLE);
    assertThat(thrown.failure().detail().lines())
        .containsExactly(
            "public.t has column id of type integer, which cannot take bigint; run: alter table"
                + " \"public\".\"t\" alter column \"id\" type bigint",
            "public.t has column a of type character varying(10), which cannot take text; run:"
                + " alter table \"public\".\"t\" alter column \"a\" type text",
            "public.t refuses null in column b, which the source allows; run: alter table"
                + " \"public\".\"t\" alter column \"b\" drop not null",
            "public.t has no column c; run: alter table \"public\".\"t\" add column \"c\" integer",
            "public.t needs a value for column extra, which the source does not have; run: alter"
                + " table \"public\".\"t\" alter column \"extra\" drop not null",
            "public.t has no primary or unique key on id; run: alter table \"public\".\"t\" add"
                + " unique (\"id\")");
    assertThat(destination.query("select to_regclass('untouched')")).isEqualTo("null");

    for (String problem : thrown.failure().detail().split("\n", -1)) {
      destination.execute(problem.substring(problem.indexOf("run: ") + 5));
    }
    var after = run(TableMapping.same("public", "t"), TableMapping.same("public", "untouched"));
    assertThat(after.report)
        .containsEntry("public.t", "existing")
        .containsEntry("public.untouched", "created");
  }

  @Test
  void aSecondRunFindsEverythingThere() throws Exception {
    source.execute(
        "create type mood as enum ('sad')",
        "create table a (id serial primary key, m mood)",
        "create table b (id int references a, primary key (id))");
    var tables =
        new TableMapping[] {TableMapping.same("public", "a"), TableMapping.same("public", "b")};

    assertThat(run(tables).report)
        .containsEntry("type public.mood", "created")
        .containsEntry("public.b", "created");
    assertThat(run(tables).report)
        .containsEntry("type public.mood", "existing")
        .containsEntry("public.a", "existing");
  }

  @Test
  void aTypeThatLacksValuesIsNamedWithTheStatement() throws Exception {
    source.execute(
        "create type mood as enum ('sad', 'it''s ok')",
        "create table t (id int primary key, m mood)");
    destination.execute("create type mood as enum ('sad')");

    var thrown =
        catchThrowableOfType(SluiceException.class, () -> run(TableMapping.same("public", "t")));

    assertThat(thrown.failure().detail())
        .isEqualTo(
            "type public.mood lacks values; run: alter type public.mood add value 'it''s ok'");
  }

  @Test
  void whatIsNotATableIsRefused() throws Exception {
    source.execute("create table t (id int primary key)");
    destination.execute("create view t as select 1 as id");

    var thrown =
        catchThrowableOfType(SluiceException.class, () -> run(TableMapping.same("public", "t")));

    assertThat(thrown.failure().code()).isEqualTo(ErrorCode.SCHEMA_INCOMPATIBLE);
    assertThat(thrown.failure().detail()).contains("public.t is not a table");
  }
}
