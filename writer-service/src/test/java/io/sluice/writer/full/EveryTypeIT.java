package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import io.sluice.fixture.RecordedRun;
import io.sluice.writer.Specs;
import io.sluice.writer.postgres.schema.SchemaSynchronization;
import io.sluice.writer.verify.Verification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EveryTypeIT {
  private final Database source = PostgresFixture.database("types_source");
  private final Database destination = PostgresFixture.database("types_destination");

  private RecordedRun synchronize(ComponentSpec spec) throws InterruptedException {
    var databases = Specs.databases(source, destination);
    var schema = new RecordedRun(Step.SCHEMA, 1, spec);
    new SchemaSynchronization(databases).run(schema);
    new FullSynchronization(databases, Map.of()).run(new RecordedRun(Step.FULL, 2, spec));
    return schema;
  }

  private static String checksum(String table) {
    return "select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from "
        + table
        + " t";
  }

  private void assertEqual(String table) throws Exception {
    assertThat(destination.query(checksum(table))).isEqualTo(source.query(checksum(table)));
  }

  @Test
  void valuesOfEveryTypeAreEqualAtTheDestination() throws Exception {
    source.execute(
        "create schema \"Odd Schema\"",
        "create type mood as enum ('sad', 'it''s ok', 'happy')",
        "create type \"Odd Schema\".\"Pair\" as (a int, b mood)",
        "create domain positive as int default 1 not null check (value > 0)",
        "create type span as range (subtype = float8, subtype_diff = float8mi)",
        """
        create table every (
          id bigint primary key, i2 smallint, i4 int, n numeric, n2 numeric(12,2), f4 real,
          f8 double precision, b boolean, t text, vc varchar(40), c char(5), d date, tm time,
          tmz timetz, ts timestamp, tsz timestamptz(3), iv interval, ba bytea, j json, jb jsonb,
          u uuid, ip inet, ci cidr, mac macaddr, ia int[], ta text[][], ea mood[], e mood,
          p "Odd Schema"."Pair", pa "Odd Schema"."Pair"[], dom positive, r int4range, tr tstzrange,
          mr int4multirange, sp span, bi bit(3), vb varbit, pt point, xm xml, tv tsvector,
          rc regclass, mo money, lsn pg_lsn, o oid, na name, ch "char",
          g int generated always as (i4 / 2) stored)
        """,
        """
        insert into every (id, i2, i4, n, n2, f4, f8, b, t, vc, c, d, tm, tmz, ts, tsz, iv, ba, j, jb,
          u, ip, ci, mac, ia, ta, ea, e, p, pa, dom, r, tr, mr, sp, bi, vb, pt, xm, tv, rc, mo, lsn,
          o, na, ch)
        values
        (1, 32767, 2147483647, repeat('9', 131072)::numeric, 9999999999.99, 'NaN', 'Infinity', true,
          E'tab\\tnewline\\nback\\\\slash \\u00e9', 'x', 'ab', '4713-01-01 BC', '24:00', '23:59:59+14',
          '294276-12-31 23:59:59.999999', '4713-01-01 00:00:00+00 BC', '-178000000 years 3 mons',
          '\\x00ff5c', '{"a": 1,  "a": 2}', '{"b": [1, null]}',
          'ffffffff-ffff-ffff-ffff-ffffffffffff', 'fe80::1/64', '10.0.0.0/8', '08:00:2b:01:02:03',
          '[0:2]={1,NULL,3}', '{{"a b",NULL},{"\\"q\\"","\\\\"}}', '{sad,"it''s ok"}', 'happy',
          (1, 'sad'), array[(1, 'sad'), null]::"Odd Schema"."Pair"[], 5, '[1,)', '(,infinity]',
          '{[1,3),[7,9)}', '[1.5,2)', '101', '1', '(1,2)', '<a>b</a>', 'a:1 b:2', 'pg_class', 12.34,
          '16/B374D848', 4294967295, 'nm', 'z'),
        (2, -32768, -2147483648, 'NaN', -9999999999.99, '-Infinity', 'NaN', false, '', '', '',
          'infinity', '00:00', '00:00-14', '-infinity', 'infinity', 'infinity', '', 'null', 'null',
          '00000000-0000-0000-0000-000000000000', '0.0.0.0', '::/0', '00:00:00:00:00:00', '{}', '{}',
          '{}', 'sad', (null, null), '{}', 1, 'empty', 'empty', '{}', 'empty', '000', '', '(0,0)', '',
          '', null, -1, '0/0', 0, '', ''),
        (3, null, null, -0.000000000000000000000000000001, null, 1e-45, 5e-324, null, null, null, null,
          '5874897-12-31', null, null, '4713-01-01 BC', '294276-12-31 23:59:59.999+00', '1 microsecond',
          null, null, null, null, null, null, null, null, null, null, null, null, null, 7, null, null,
          null, null, null, null, null, null, null, null, null, null, null, null, null)
        """);

    var spec = Specs.spec("every", Specs.withoutLog(), TableMapping.same("public", "every"));
    synchronize(spec);

    assertEqual("every");
    assertThat(destination.query("select count(*) from every")).isEqualTo("3");
    var verified = new RecordedRun(Step.VERIFY, 3, Specs.verifying(false, spec));
    new Verification(Specs.databases(source, destination)).run(verified);
    assertThat(verified.report)
        .isEqualTo(
            Map.of(
                "compared", "3", "missing", "0", "extra", "0", "different", "0", "unsettled", "0"));
  }

  @Test
  void tablesWhoseTypesAreBuiltInGoInBinaryForm() throws Exception {
    source.execute(
        "create type mood as enum ('sad', 'happy')",
        "create domain name40 as varchar(40) check (value <> '')",
        """
        create table plain (a uuid, b int, n numeric(10,3), t name40, e mood, x timestamptz,
          iv interval, arr numeric[], primary key (a, b))
        """,
        """
        insert into plain select gen_random_uuid(), i, i / 7.0, 'n' || i, 'happy',
          now() + i * interval '1 second', i * interval '1 hour 1 microsecond', array[i, null, 'NaN'::numeric]
        from generate_series(1, 1000) i
        """);

    synchronize(Specs.spec("plain", Specs.withoutLog(), TableMapping.same("public", "plain")));

    assertEqual("plain");
  }

  @Test
  void oddNamesOtherSchemasAndPartitionsAreTakenOver() throws Exception {
    source.execute(
        "create schema \"Sales; drop\"",
        "create table \"Sales; drop\".\"Order\" (\"select\" int primary key, \"a\"\"b\" text, \"Über\" int)",
        "insert into \"Sales; drop\".\"Order\" select i, 'x', i from generate_series(1, 100) i",
        "create table parts (id int, at date, v text, primary key (id, at)) partition by range (at)",
        "create table parts_1 partition of parts for values from ('2020-01-01') to ('2021-01-01')",
        "create table parts_2 partition of parts for values from ('2021-01-01') to ('2022-01-01')",
        "create index on parts (v)",
        """
        insert into parts select i, date '2020-01-01' + i, 'v' || i from generate_series(0, 700) i
        """);

    synchronize(
        Specs.spec(
            "odd",
            Specs.withoutLog(),
            TableMapping.same("Sales; drop", "Order"),
            TableMapping.same("public", "parts")));

    assertEqual("\"Sales; drop\".\"Order\"");
    assertEqual("parts");
    assertThat(destination.query("select count(*) from pg_indexes where tablename = 'parts'"))
        .isEqualTo("2");
  }

  @Test
  void defaultsIdentityIndexesChecksAndCommentsComeAlong() throws Exception {
    source.execute(
        "create function nowhere_else() returns int language sql immutable as 'select 7'",
        "create collation numeric_order (provider = icu, locale = 'en-u-kn-true')",
        """
        create table made (
          id int generated always as identity (start with 5 increment by 5) primary key,
          s serial, mail varchar(80) not null unique, state text default 'new' check (state <> 'old'),
          c text collate "C", n int default nowhere_else())
        """,
        "create index made_lower on made (lower(mail)) where state = 'new'",
        "create index made_cover on made using btree (c desc nulls last) include (n)",
        "comment on table made is 'it''s made'",
        "comment on column made.c is 'see'",
        "insert into made (mail) select 'm' || i from generate_series(1, 10) i");

    var schema =
        synchronize(
            Specs.spec(
                "made",
                Specs.withoutLog(),
                new TableMapping(
                    new TableName("public", "made"), new TableName("Copy", "Made"), null, null)));

    assertThat(destination.query(checksum("\"Copy\".\"Made\"")))
        .isEqualTo(source.query(checksum("made")));
    assertThat(schema.report)
        .containsEntry(
            "Copy.Made",
            "created; left out, the destination cannot do it: alter table \"Copy\".\"Made\" alter"
                + " column \"n\" set default public.nowhere_else()");
    assertThat(schema.said).hasSize(1).first().asString().contains("nowhere_else");
    destination.execute("insert into \"Copy\".\"Made\" (mail) values ('later')");
    assertThat(
            destination.query(
                "select id || ' ' || s || ' ' || state from \"Copy\".\"Made\" where mail = 'later'"))
        .isEqualTo("55 11 new");
    assertThat(
            destination.query(
                "select string_agg(indexname, ' ' order by indexname) from pg_indexes where tablename = 'Made'"))
        .isEqualTo("made_cover made_lower made_mail_key made_pkey");
    assertThat(destination.query("select obj_description('\"Copy\".\"Made\"'::regclass)"))
        .isEqualTo("it's made");
  }

  @Test
  void onlyTheChosenColumnsAndRowsAreCopied() throws Exception {
    source.execute(
        "create table chosen (id int primary key, a text, secret text, check (secret <> a))",
        "insert into chosen select i, 'a' || i, 's' || i from generate_series(1, 100) i");

    synchronize(
        Specs.spec(
            "chosen",
            Specs.withoutLog(),
            new TableMapping(
                new TableName("public", "chosen"),
                new TableName("public", "chosen"),
                List.of("id", "a"),
                "id % 2 = 0")));

    assertThat(destination.query(checksum("chosen")))
        .isEqualTo(source.query(checksum("(select id, a from chosen where id % 2 = 0)")));
  }

  @Test
  void aTableWithoutKeyIsCopiedAsOneChunk() throws Exception {
    source.execute(
        "create table keyless (a int, b text)",
        "insert into keyless select i % 10, 'x' from generate_series(1, 1000) i");

    synchronize(Specs.spec("keyless", Specs.withoutLog(), TableMapping.same("public", "keyless")));

    assertEqual("keyless");
    assertThat(destination.query("select count(*) from sluice.chunk")).isEqualTo("1");
  }
}
