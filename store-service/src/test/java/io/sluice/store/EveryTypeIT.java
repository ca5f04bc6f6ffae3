package io.sluice.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.TableMapping;
import io.sluice.fixture.PostgresFixture;
import io.sluice.fixture.PostgresFixture.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EveryTypeIT {
  private record Type(String name, String... literals) {}

  private static final List<Type> TYPES =
      List.of(
          new Type("smallint", "-32768", "32767"),
          new Type("integer", "-2147483648", "2147483647"),
          new Type("bigint", "-9223372036854775808", "9223372036854775807"),
          new Type(
              "numeric",
              "NaN",
              "Infinity",
              "-Infinity",
              "0.000",
              "-1e-300",
              "9".repeat(131_072) + "." + "9".repeat(16_383)),
          new Type("numeric(12,2)", "-9999999999.99", "0.10", "NaN"),
          new Type("numeric(3,-2)", "12300"),
          new Type(
              "real", "NaN", "Infinity", "-0", "1e-45", "3.4028235e38", "0.1", "1e15", "123456"),
          new Type(
              "double precision",
              "NaN",
              "-Infinity",
              "5e-324",
              "1.7976931348623157e308",
              "0.1",
              "1e15"),
          new Type("money", "-92233720368547758.08", "92233720368547758.07"),
          new Type("boolean", "t", "f"),
          new Type("text", "", " ", "ünï漢😀", "a\"b'c\\\\d\te"),
          new Type("varchar(20)", "", "twenty characters…"),
          new Type("char(5)", "a", ""),
          new Type("\"char\"", "a"),
          new Type("name", "Somebody"),
          new Type("bytea", "", "\\x00ff5c27", "\\xdeadbeef"),
          new Type("date", "infinity", "-infinity", "4713-01-01 BC", "5874897-12-31", "2000-02-29"),
          new Type("time", "00:00:00", "24:00:00", "23:59:59.999999"),
          new Type("time(2)", "12:34:56.78"),
          new Type(
              "timetz",
              "00:00:00+15:59:59",
              "24:00:00-15:59:59",
              "12:00:00+05:30",
              "04:05:06.7-08"),
          new Type(
              "timestamp",
              "infinity",
              "-infinity",
              "4713-01-01 00:00:00 BC",
              "294276-12-31 23:59:59.999999",
              "2026-03-29 02:30:00"),
          new Type(
              "timestamptz",
              "infinity",
              "-infinity",
              "4713-01-02 00:00:00+00 BC",
              "294276-12-31 23:59:59.999999+00",
              "1883-11-18 12:03:57.5-04:56:02"),
          new Type(
              "interval",
              "178000000 years",
              "-178000000 years",
              "2562047788 hours",
              "1 year -2 mons +3 days -04:05:06.000007",
              "0"),
          new Type(
              "uuid",
              "00000000-0000-0000-0000-000000000000",
              "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
          new Type("json", "{\"b\" : 1,  \"a\":[null]}", "null"),
          new Type("jsonb", "{\"b\": 1, \"a\": [1e2, \"\\u00e9\"]}", "\"x\""),
          new Type("xml", "<a b=\"c\">d</a>"),
          new Type("inet", "192.168.0.1/24", "::1", "2001:db8::/32"),
          new Type("cidr", "10.0.0.0/8", "::/0"),
          new Type("macaddr", "08:00:2b:01:02:03"),
          new Type("macaddr8", "08:00:2b:01:02:03:04:05"),
          new Type("bit(5)", "10101"),
          new Type("varbit", "", "1"),
          new Type("point", "(1.5,-1e300)"),
          new Type("line", "{1,2,3}"),
          new Type("lseg", "[(1,2),(3,4)]"),
          new Type("box", "(3,4),(1,2)"),
          new Type("path", "[(1,2),(3,4)]", "((1,2),(3,4))"),
          new Type("polygon", "((0,0),(1,1),(1,0))"),
          new Type("circle", "<(1,2),3.25>"),
          new Type("tsvector", "'a':1A 'b'"),
          new Type("tsquery", "'a' & !'b'"),
          new Type("pg_lsn", "FFFFFFFF/FFFFFFFF"),
          new Type("oid", "4294967295"),
          new Type("int4range", "empty", "[1,10)", "(,)"),
          new Type("numrange", "(1.5,NaN]"),
          new Type("tstzrange", "[\"2020-01-01 00:00:00+00\",infinity)"),
          new Type("daterange", "[-infinity,2020-01-01)"),
          new Type("int4multirange", "{[1,3),[7,9)}", "{}"),
          new Type("integer[]", "{}", "{{1,NULL},{-3,4}}", "[0:1]={7,8}"),
          new Type("text[]", "{\"\",\"a,b\",\"NULL\",NULL,\"q\\\\\\\"\"}"),
          new Type("timestamptz[]", "{infinity,\"2020-01-01 00:00:00+00\"}"),
          new Type("bytea[]", "{\"\\\\\\\\xff\"}"),
          new Type("mood", "happy", "so 'so'"),
          new Type("mood[]", "{happy,\"so 'so'\"}"),
          new Type("pair", "(1,\"a,b\")"),
          new Type("positive", "1"),
          new Type("regclass", "pg_class"));

  private final Database source = PostgresFixture.database("types");
  private final String store = "s-" + UUID.randomUUID().toString().substring(0, 10);

  @Test
  void extremesOfEveryTypeComeAsTheSourcePrintsThem() throws Exception {
    source.execute(
        "create type mood as enum ('happy', 'so ''so''')",
        "create type pair as (a int, b text)",
        "create domain positive as int check (value > 0)");
    var tables = new ArrayList<TableMapping>();
    for (int i = 0; i < TYPES.size(); i++) {
      source.execute("create table t" + i + "(id int primary key, v " + TYPES.get(i).name() + ")");
      tables.add(TableMapping.same("public", "t" + i));
    }
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, tables));
        var log = new PulledLog(store)) {
      for (int i = 0; i < TYPES.size(); i++) {
        insert(i, TYPES.get(i));
      }

      var seen = log.transactions(TYPES.size());

      for (int i = 0; i < TYPES.size(); i++) {
        var values = new ArrayList<String>();
        for (var change : seen.get(i).changes()) {
          values.add(
              new String(
                  Objects.requireNonNull(Objects.requireNonNull(change.after()).values()[1]),
                  UTF_8));
        }
        var type = seen.get(i).changes().getFirst().table().columns().get(1).type();
        assertThat(values).as(TYPES.get(i).name()).isEqualTo(printed(i));
        assertThat(type).isEqualTo(qualified(i));
      }
    }
  }

  /** With the schema of every type that is not PostgreSQL's own. */
  private String qualified(int table) throws SQLException {
    String plain =
        source.query(
            "select format_type(atttypid, atttypmod) from pg_attribute"
                + " where attname = 'v' and attrelid = 't"
                + table
                + "'::regclass");
    return List.of("mood", "mood[]", "pair", "positive").contains(plain)
        ? "public." + plain
        : plain;
  }

  @Test
  void namesMayBeAsStrangeAsTheyLike() throws Exception {
    String table = "\"Odd. sch\"\"ema\".\"Select, \"\"all\"\"\"";
    source.execute(
        "create schema \"Odd. sch\"\"ema\"",
        "create table "
            + table
            + "(\"A\" int primary key, \"a\" int, \"sel ect\" int, \"né\"\"e\" int,"
            + " g int generated always as (\"a\" + 1) stored,"
            + " i int generated always as identity)");
    var mapping = TableMapping.same("Odd. sch\"ema", "Select, \"all\"");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, List.of(mapping)));
        var log = new PulledLog(store)) {
      source.execute("insert into " + table + " values (1, 2, 3, 4)");

      var change = log.transactions(1).getFirst().changes().getFirst();

      assertThat(change.table().schema()).isEqualTo("Odd. sch\"ema");
      assertThat(change.table().columns())
          .extracting("name")
          .containsExactly("A", "a", "sel ect", "né\"e", "i");
      assertThat(PulledLog.text(change)).endsWith("(1,2,3,4,1)");
    }
  }

  @Test
  void partitionsComeUnderTheNameOfTheirTable() throws Exception {
    source.execute(
        "create table t(id int, v text, primary key (id)) partition by range (id)",
        "create table t_low partition of t for values from (0) to (10)",
        "create table t_high partition of t for values from (10) to (20)");
    try (var _ = RunningStore.streaming(source, RunningStore.spec(store, "t"));
        var log = new PulledLog(store)) {
      source.execute(
          "insert into t values (1, 'a'), (11, 'b')", "update t set id = 12 where id = 1");

      assertThat(log.transactions(2).get(0).texts())
          .containsExactly("INSERT t (1,a)", "INSERT t (11,b)");
      assertThat(log.transactions(2).get(1).texts())
          .containsExactly("DELETE t (1,*)", "INSERT t (12,a)");
    }
  }

  private void insert(int table, Type type) throws SQLException {
    try (var connection = source.connect();
        var insert =
            connection.prepareStatement(
                "insert into t" + table + " values (?, ?::text::" + type.name() + ")")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < type.literals().length; i++) {
        insert.setInt(1, i);
        insert.setString(2, type.literals()[i]);
        insert.execute();
      }
      connection.commit();
    }
  }

  /** By the output function of the type itself, as a cast to text is not for all the same. */
  private List<String> printed(int table) throws SQLException {
    var printed = new ArrayList<String>();
    try (var connection = source.connect();
        var statement = connection.createStatement()) {
      statement.execute("set timezone = 'UTC'");
      try (var rows =
          statement.executeQuery("select format('%s', v) from t" + table + " order by id")) {
        while (rows.next()) {
          printed.add(rows.getString(1));
        }
      }
    }
    return printed;
  }
}
