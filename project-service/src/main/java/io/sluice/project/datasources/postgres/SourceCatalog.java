package io.sluice.project.datasources.postgres;

import io.sluice.contract.ErrorCode;
import io.sluice.postgres.Database;
import io.sluice.postgres.Postgres;
import io.sluice.postgres.SqlFailures;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a registered PostgreSQL is and has, as one chooses from it. */
@Component
public class SourceCatalog {
  private static final int PATIENCE_MILLIS = 5_000;

  /**
   * A table that can be synchronized.
   *
   * @param rowsEstimate by the catalog; 0 when nobody has counted yet
   * @param key columns of the primary key, in its order; empty when there is none
   */
  public record Table(String schema, String name, long rowsEstimate, List<String> key) {}

  /**
   * By schema and name; partitions are left out, their table is there.
   *
   * @throws io.sluice.contract.SluiceException as {@link Postgres#connect}
   */
  public List<Table> of(Database source) {
    try (var connection =
        Postgres.connect(source.settings(), "sluice tables", ErrorCode.SOURCE_UNREACHABLE)) {
      connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS + 1_000);
      try (var statement = connection.createStatement()) {
        statement.execute("set statement_timeout = " + PATIENCE_MILLIS);
        try (var rows =
            statement.executeQuery(
                """
                select n.nspname, c.relname, greatest(c.reltuples, 0)::bigint,
                  array(select a.attname::text from pg_index i
                    cross join unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
                    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
                    where i.indrelid = c.oid and i.indisprimary order by k.place)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p') and not c.relispartition
                  and n.nspname not in ('information_schema', 'sluice') and n.nspname !~ '^pg_'
                order by 1, 2 limit 5000
                """)) {
          List<Table> tables = new ArrayList<>();
          while (rows.next()) {
            tables.add(table(rows));
          }
          return tables;
        }
      }
    } catch (SQLException e) {
      throw SqlFailures.classify(e, ErrorCode.SOURCE_UNREACHABLE, null);
    }
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
        List.of((String[]) row.getArray(4).getArray()));
  }
}
