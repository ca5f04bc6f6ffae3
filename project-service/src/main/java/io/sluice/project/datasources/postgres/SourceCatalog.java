package io.sluice.project.datasources.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.TableName;
import io.sluice.postgres.Database;
import io.sluice.postgres.OpenTransactions;
import io.sluice.postgres.Postgres;
import io.sluice.postgres.SqlFailures;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** What a registered PostgreSQL is and has, as one chooses from it. */
@Component
public class SourceCatalog {
  private static final int LISTED = 5_000;
  private static final int PATIENCE_MILLIS = 5_000;

  /**
   * A table that can be synchronized.
   *
   * @param rowsEstimate by the catalog; 0 when nobody has counted yet
   * @param key columns of the primary key, in its order; empty when there is none
   * @param canBeLogged whether its rows can be told apart in the log, by the key or otherwise
   */
  public record Table(
      String schema, String name, long rowsEstimate, List<String> key, boolean canBeLogged) {}

  /**
   * By schema and name; partitions are left out, their table is there.
   *
   * @throws io.sluice.contract.SluiceException as {@link Postgres#connect}
   */
  public List<Table> of(Database source) {
    return of(source, "limit " + LISTED);
  }

  /** As {@link #of(Database)}, and really all of them. */
  public List<Table> all(Database source) {
    return of(source, "");
  }

  private static List<Table> of(Database source, String limit) {
    return ask(
        source,
        connection -> {
          try (var statement = connection.createStatement();
              var rows =
                  statement.executeQuery(
                      """
                      select n.nspname, c.relname, greatest(c.reltuples, 0)::bigint,
                        array(select a.attname::text from pg_index i
                          cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                          where i.indrelid = c.oid and i.indisprimary order by k.place),
                        c.relreplident in ('f', 'i') or (c.relreplident = 'd' and exists (
                          select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary))
                      from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      where c.relkind in ('r', 'p') and not c.relispartition
                        and n.nspname not in ('information_schema', 'sluice')
                        and n.nspname !~ '^pg_'
                      order by 1, 2
                      """
                          + limit)) {
            List<Table> tables = new ArrayList<>();
            while (rows.next()) {
              tables.add(table(rows));
            }
            return tables;
          }
        });
  }

  /**
   * How much there is of a table.
   *
   * @param rows by the catalog's estimate; 0 when nobody has counted yet
   */
  public record Size(long rows, long bytes) {}

  /** Of these tables, with their partitions; those that are not there are left out. */
  public Map<TableName, Size> sizes(Database source, List<TableName> tables) {
    return ask(
        source,
        connection -> {
          var sizes = new HashMap<TableName, Size>();
          try (var query =
              connection.prepareStatement(
                  """
                  select n.nspname, c.relname, (
                      select sum(greatest(p.reltuples, 0))::bigint from pg_class p
                       where p.relkind = 'r' and p.oid in (
                         select relid from pg_partition_tree(c.oid) union select c.oid)), (
                      select sum(pg_table_size(p.relid))::bigint from (
                         select relid from pg_partition_tree(c.oid) union select c.oid) p)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where c.relkind in ('r', 'p')
                     and (n.nspname, c.relname) in (select * from unnest(?::text[], ?::text[]))
                  """)) {
            query.setArray(1, texts(connection, tables, TableName::schema));
            query.setArray(2, texts(connection, tables, TableName::name));
            try (var rows = query.executeQuery()) {
              while (rows.next()) {
                sizes.put(
                    new TableName(rows.getString(1), rows.getString(2)),
                    new Size(rows.getLong(3), rows.getLong(4)));
              }
            }
          }
          return sizes;
        });
  }

  /** See {@link OpenTransactions#thatHaveWritten}. */
  public List<String> writers(Database source) {
    return ask(source, OpenTransactions::thatHaveWritten);
  }

  @FunctionalInterface
  private interface Question<T> {
    T of(Connection connection) throws SQLException;
  }

  private static <T> T ask(Database source, Question<T> question) {
    try (var connection =
        Postgres.connect(source.settings(), "sluice tables", ErrorCode.SOURCE_UNREACHABLE)) {
      connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS + 1_000);
      try (var statement = connection.createStatement()) {
        statement.execute("set statement_timeout = " + PATIENCE_MILLIS);
      }
      return question.of(connection);
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
  }

  private static Array texts(
      Connection connection, List<TableName> tables, Function<TableName, String> part)
      throws SQLException {
    return connection.createArrayOf("text", tables.stream().map(part).toArray());
  }

  /** What the server says it is. */
  public static String version(Database source) {
    try (var connection =
            Postgres.connect(source.settings(), "sluice test", ErrorCode.SOURCE_UNREACHABLE);
        var statement = connection.createStatement();
        var row = statement.executeQuery("show server_version")) {
      row.next();
      return "PostgreSQL " + row.getString(1);
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
  }

  private static Table table(ResultSet row) throws SQLException {
    return new Table(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        List.of((String[]) row.getArray(4).getArray()),
        row.getBoolean(5));
  }
}
