package io.sluice.project.precheck.postgres;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.lines;
import static io.sluice.project.precheck.checks.Checks.list;
import static io.sluice.project.precheck.checks.Checks.passed;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.Publication;
import io.sluice.postgres.Published;
import io.sluice.postgres.text.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The project's tables at the source: that they are there, can be read, and have keys. */
public final class SourceTables {
  private record Found(
      TableName name,
      boolean there,
      boolean schemaUsable,
      boolean selectable,
      boolean owned,
      boolean primaryKey,
      String replicaIdentity) {}

  private record Column(TableName table, String name) {
    @Override
    public String toString() {
      return table + "." + name;
    }
  }

  private final Server server;
  private final String projectId;
  private final ProjectDefinition definition;

  public SourceTables(Server server, String projectId, ProjectDefinition definition) {
    this.server = server;
    this.projectId = projectId;
    this.definition = definition;
  }

  public List<CheckResult> run() throws SQLException {
    List<Found> all = look();
    List<Found> there = all.stream().filter(Found::there).toList();
    String user = server.text("select current_user");
    List<CheckResult> results = new ArrayList<>();
    results.add(exist(all));
    results.add(columns());
    results.add(
        new RowFilters(server, definition)
            .run(there.stream().map(Found::name).collect(Collectors.toSet())));
    results.add(readable(there, user));
    if (definition.has(Step.LOG_PULL)) {
      results.add(publication(there, user));
      results.add(keys(there));
    }
    return results;
  }

  private List<Found> look() throws SQLException {
    List<TableName> names = definition.tables().stream().map(TableMapping::source).toList();
    return server.rows(
        """
        select w.schema, w.name, c.oid is not null,
          coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
          coalesce(has_table_privilege(c.oid, 'SELECT'), false),
          coalesce(pg_has_role(c.relowner, 'USAGE'), false),
          exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary),
          coalesce(c.relreplident::text, '')
        from unnest(?::text[], ?::text[]) as w (schema, name)
        left join pg_namespace n on n.nspname = w.schema
        left join pg_class c
          on c.relnamespace = n.oid and c.relname = w.name and c.relkind in ('r', 'p')
        order by 1, 2
        """,
        row ->
            new Found(
                new TableName(row.getString(1), row.getString(2)),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getString(8)),
        server.schemas(names),
        server.names(names));
  }

  private static CheckResult exist(List<Found> all) {
    List<TableName> missing = all.stream().filter(t -> !t.there()).map(Found::name).toList();
    return missing.isEmpty()
        ? passed("source-tables")
        : failed(
            "source-tables",
            ErrorCode.UNKNOWN_ID,
            "no such tables: " + list(missing),
            "Take these out of the project's objects, or create them at the source.");
  }

  private CheckResult columns() throws SQLException {
    List<Column> wanted =
        definition.tables().stream()
            .filter(table -> table.columns() != null)
            .flatMap(
                table ->
                    Objects.requireNonNull(table.columns()).stream()
                        .map(column -> new Column(table.source(), column)))
            .toList();
    List<Column> missing =
        server.rows(
            """
            select w.schema, w.name, w.col
            from unnest(?::text[], ?::text[], ?::text[]) as w (schema, name, col)
            where not exists (
              select 1 from pg_attribute a
              join pg_class c on c.oid = a.attrelid
              join pg_namespace n on n.oid = c.relnamespace
              where n.nspname = w.schema and c.relname = w.name and a.attname = w.col
                and a.attnum > 0 and not a.attisdropped)
            """,
            row -> new Column(new TableName(row.getString(1), row.getString(2)), row.getString(3)),
            server.schemas(wanted.stream().map(Column::table).toList()),
            server.names(wanted.stream().map(Column::table).toList()),
            server.texts(wanted.stream().map(Column::name).toList()));
    return missing.isEmpty()
        ? passed("source-columns")
        : failed(
            "source-columns",
            ErrorCode.UNKNOWN_ID,
            "no such columns: " + list(missing),
            "Take these out of the columns of their tables.");
  }

  private static CheckResult readable(List<Found> there, String user) {
    List<Found> closed = there.stream().filter(t -> !t.schemaUsable() || !t.selectable()).toList();
    return closed.isEmpty()
        ? passed("select-privilege")
        : failed(
            "select-privilege",
            ErrorCode.PRIVILEGE_MISSING,
            user + " may not read " + list(closed.stream().map(Found::name).toList()),
            lines(
                closed,
                t ->
                    "GRANT USAGE ON SCHEMA "
                        + Sql.name(t.name().schema())
                        + " TO "
                        + Sql.name(user)
                        + "; GRANT SELECT ON "
                        + Sql.name(t.name())
                        + " TO "
                        + Sql.name(user)
                        + ";"));
  }

  /** Only who owns the tables can publish them: the user itself, or their owner beforehand. */
  private CheckResult publication(List<Found> there, String user) throws SQLException {
    Publication publication = server.publication(ComponentKind.STORE.idFor(projectId));
    Set<TableName> names = there.stream().map(Found::name).collect(Collectors.toSet());
    // What is no condition is told by the check of the filters, and in no statement.
    definition.tables().stream()
        .filter(table -> table.filter() != null && !TableMapping.standsAlone(table.filter()))
        .forEach(table -> names.remove(table.source()));
    var wanted = Published.of(definition.tables(), definition.options()).only(names::contains);
    var remedy = names.isEmpty() ? Optional.<String>empty() : publication.remedyFor(wanted);
    boolean made = publication.exists();
    List<TableName> others = there.stream().filter(t -> !t.owned()).map(Found::name).toList();
    boolean may =
        made
            ? publication.owned()
            : server
                .text("select has_database_privilege(current_database(), 'CREATE')")
                .equals("t");
    if (remedy.isEmpty() || (may && others.isEmpty())) {
      return passed("publication");
    }
    return failed(
        "publication",
        ErrorCode.PRIVILEGE_MISSING,
        others.isEmpty()
            ? "user %s may not %s a publication here".formatted(user, made ? "change" : "create")
            : "only its owner may publish a table; not owned by " + user + ": " + list(others),
        "-- to be run by the owner of the tables:\n" + remedy.get());
  }

  private static CheckResult keys(List<Found> there) {
    List<TableName> without =
        there.stream()
            .filter(
                t ->
                    switch (t.replicaIdentity()) {
                      case "f", "i" -> false;
                      case "n" -> true;
                      default -> !t.primaryKey();
                    })
            .map(Found::name)
            .toList();
    return without.isEmpty()
        ? passed("keys")
        : failed(
            "keys",
            ErrorCode.KEY_MISSING,
            "no row of these can be told from another in the log: " + list(without),
            "-- add a primary key, or:\n"
                + lines(without, t -> "ALTER TABLE " + Sql.name(t) + " REPLICA IDENTITY FULL;"));
  }
}
