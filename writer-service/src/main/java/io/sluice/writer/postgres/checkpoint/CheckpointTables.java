package io.sluice.writer.postgres.checkpoint;

import io.sluice.postgres.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables in which writers keep their place; shared by all writers of a destination. */
final class CheckpointTables {
  /** Any number will do that nobody else locks; it keeps two writers from creating at once. */
  private static final long LOCK = 0x736c75696365L;

  private static final List<String> STATEMENTS =
      List.of(
          "create schema if not exists sluice",
          """
          create table if not exists sluice.checkpoint (
            component_id text primary key,
            epoch bigint not null,
            log_offset bigint not null default -1,
            commit_position bigint not null default 0,
            source_time timestamptz,
            replay_until bigint,
            log_id text,
            revision bigint not null default 0,
            updated_at timestamptz not null default clock_timestamp()
          ) with (fillfactor = 50)
          """,
          "alter table sluice.checkpoint add column if not exists log_id text",
          "alter table sluice.checkpoint add column if not exists revision bigint not null default 0",
          """
          create table if not exists sluice.merged_table (
            component_id text not null,
            source_schema text not null,
            source_table text not null,
            position bigint not null,
            primary key (component_id, source_schema, source_table)
          )
          """,
          """
          create table if not exists sluice.chunk (
            component_id text not null,
            source_schema text not null,
            source_table text not null,
            number int not null,
            key_column text,
            key_kind text,
            low text,
            high text,
            merge boolean not null,
            snapshot text,
            position bigint,
            rows bigint not null default 0,
            done boolean not null default false,
            primary key (component_id, source_schema, source_table, number)
          )
          """,
          """
          create table if not exists sluice.comparison (
            component_id text not null,
            source_schema text not null,
            source_table text not null,
            number int not null,
            found text not null,
            primary key (component_id, source_schema, source_table, number)
          )
          """,
          """
          create table if not exists sluice.created_table (
            component_id text not null,
            table_schema text not null,
            table_name text not null,
            primary key (component_id, table_schema, table_name)
          )
          """,
          """
          create table if not exists sluice.applied_schema (
            component_id text not null,
            source_schema text not null,
            source_table text not null,
            description bytea not null,
            primary key (component_id, source_schema, source_table)
          )
          """);

  private CheckpointTables() {}

  static void create(Connection connection) throws SQLException {
    if (exist(connection) && complete(connection)) {
      return; // the usual case; needs no right to create
    }
    Transactions.run(
        connection,
        () -> {
          try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            for (String sql : STATEMENTS) {
              statement.execute(sql);
            }
          }
        });
  }

  static boolean exist(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select to_regclass('sluice.checkpoint') is not null
                   and to_regclass('sluice.chunk') is not null
                   and to_regclass('sluice.created_table') is not null
                   and to_regclass('sluice.applied_schema') is not null
                """)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** Whether the tables have what was added to them since they were first made. */
  private static boolean complete(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select to_regclass('sluice.merged_table') is not null
                   and to_regclass('sluice.comparison') is not null
                   and 2 = (select count(*) from pg_attribute
                             where attrelid = 'sluice.checkpoint'::regclass
                               and attname in ('log_id', 'revision'))
                """)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** Forgets a component; the last one takes the tables with it. Repeatable. */
  static void remove(Connection connection, String componentId) throws SQLException {
    if (!exist(connection)) {
      return;
    }
    create(connection); // those of an earlier build lack some
    Transactions.run(
        connection,
        () -> {
          try (var lock = connection.createStatement()) {
            lock.execute("select pg_advisory_xact_lock(" + LOCK + ")");
          }
          for (String table :
              List.of(
                  "chunk",
                  "comparison",
                  "created_table",
                  "applied_schema",
                  "merged_table",
                  "checkpoint")) {
            try (var delete =
                connection.prepareStatement(
                    "delete from sluice." + table + " where component_id = ?")) {
              delete.setString(1, componentId);
              delete.executeUpdate();
            }
          }
          dropWhenEmpty(connection);
        });
  }

  private static void dropWhenEmpty(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          do $$
          begin
            if not exists (select from sluice.checkpoint)
               and not exists (select from sluice.chunk)
               and not exists (select from sluice.created_table)
               and not exists (select from sluice.applied_schema) then
              drop table sluice.checkpoint, sluice.chunk, sluice.created_table,
                sluice.applied_schema, sluice.merged_table, sluice.comparison;
              if not exists (select from pg_class where relnamespace = 'sluice'::regnamespace) then
                drop schema sluice;
              end if;
            end if;
          end $$
          """);
    }
  }
}
