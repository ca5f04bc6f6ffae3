package io.sluice.project.precheck.postgres;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.lines;
import static io.sluice.project.precheck.checks.Checks.list;
import static io.sluice.project.precheck.checks.Checks.passed;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The filters of rows: that each is a condition on its table, and one that the source can filter
 * its log by. A source that cannot would refuse its own users' changes of the table.
 */
final class RowFilters {
  private static final String NAME = "row-filters";
  private static final int FILTERS_ITS_LOG_SINCE = 150_000;
  private static final String NOT_ALLOWED = "42501";
  private static final String PROBE = "sluice_precheck";

  private final Server server;
  private final ProjectDefinition definition;

  RowFilters(Server server, ProjectDefinition definition) {
    this.server = server;
    this.definition = definition;
  }

  /**
   * @param there the tables that are at the source
   */
  CheckResult run(Set<TableName> there) throws SQLException {
    List<TableMapping> filtered =
        definition.tables().stream()
            .filter(table -> table.filter() != null && there.contains(table.source()))
            .toList();
    List<TableName> wrong = new ArrayList<>();
    for (TableMapping table : filtered) {
      if (!isCondition(table)) {
        wrong.add(table.source());
      }
    }
    if (!wrong.isEmpty()) {
      return failed(
          NAME,
          ErrorCode.INVALID_INPUT,
          "the row filter is no condition on its table: " + list(wrong),
          "Correct the filters: each is what would follow WHERE in a query of its table alone.");
    }
    return filtered.isEmpty() || !definition.has(Step.LOG_PULL) ? passed(NAME) : ofLog(filtered);
  }

  private CheckResult ofLog(List<TableMapping> filtered) throws SQLException {
    if (Integer.parseInt(server.text("show server_version_num")) < FILTERS_ITS_LOG_SINCE) {
      return failed(
          NAME,
          ErrorCode.INVALID_INPUT,
          "changes are filtered by a source from PostgreSQL 15 on; this one has "
              + server.text("show server_version"),
          "Take the filters out, or leave incremental synchronization out of the project.");
    }
    List<TableName> wrong = new ArrayList<>();
    List<TableName> beside = new ArrayList<>();
    for (TableMapping table : filtered) {
      if (!canBePublished(table)) {
        wrong.add(table.source());
      } else if (!columnsBesideIdentity(table).isEmpty()) {
        beside.add(table.source());
      }
    }
    if (!wrong.isEmpty()) {
      return failed(
          NAME,
          ErrorCode.INVALID_INPUT,
          "the source cannot filter its log by these: " + list(wrong),
          "A filter may have columns, constants, operators and functions that are built in and"
              + " immutable; no subqueries, no system columns, no types or functions of users.");
    }
    return beside.isEmpty()
        ? passed(NAME)
        : failed(
            NAME,
            ErrorCode.INVALID_INPUT,
            "a filter has columns that are not in the table's replica identity, and the source would"
                + " refuse updates and deletes of it: "
                + list(beside),
            "-- filter by key columns only, or (and for each partition of a partitioned table):\n"
                + lines(beside, t -> "ALTER TABLE " + Sql.name(t) + " REPLICA IDENTITY FULL;"));
  }

  /** Explained, never run. */
  private boolean isCondition(TableMapping table) {
    try {
      server.rows("explain " + query(table), row -> row.getString(1));
      return true;
    } catch (SQLException | SluiceException e) {
      return false;
    }
  }

  private boolean canBePublished(TableMapping table) throws SQLException {
    return server.undone(
        () -> {
          try {
            server.execute(
                ("create publication %s for table only %s where %s"
                        + " with (publish_via_partition_root = true)")
                    .formatted(PROBE, Sql.name(table.source()), table.condition()));
            return true;
          } catch (SQLException e) {
            // Who may not publish the table has its owner do it, whom the source tells then.
            return NOT_ALLOWED.equals(e.getSQLState());
          }
        });
  }

  private List<String> columnsBesideIdentity(TableMapping table) throws SQLException {
    Set<ChangeKind> kinds = definition.options().changes();
    if (!kinds.contains(ChangeKind.UPDATE) && !kinds.contains(ChangeKind.DELETE)) {
      return List.of();
    }
    return server.undone(
        () -> {
          // What a view depends on are the columns that its query has.
          server.execute("create temp view " + PROBE + " as " + query(table));
          return server.rows(
              """
              with used as (
                select distinct a.attname
                  from pg_rewrite r
                  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
                  join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                 where r.ev_class = 'pg_temp.%1$s'::regclass
                   and d.refclassid = 'pg_class'::regclass and d.refobjid = %2$s::regclass
                   and d.refobjsubid > 0),
              stored as (
                select c.oid, c.relreplident from pg_class c
                 where c.relkind = 'r' and c.oid in (
                   select relid from pg_partition_tree(%2$s::regclass) union select %2$s::regclass))
              select distinct used.attname from used, stored
               where stored.relreplident <> 'f' and not exists (
                 select 1 from pg_index i
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                  where i.indrelid = stored.oid and a.attname = used.attname
                    and (stored.relreplident = 'd' and i.indisprimary
                      or stored.relreplident = 'i' and i.indisreplident))
              """
                  .formatted(PROBE, Sql.literal(Sql.name(table.source()))),
              row -> row.getString(1));
        });
  }

  private static String query(TableMapping table) {
    return "select 1 as one from " + Sql.name(table.source()) + " where " + table.condition();
  }
}
