package io.sluice.project.precheck.postgres;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.lines;
import static io.sluice.project.precheck.checks.Checks.list;
import static io.sluice.project.precheck.checks.Checks.passed;
import static io.sluice.project.precheck.checks.Checks.warning;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConflictPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL destination: privileges, names in the way, and rows in the way. */
public final class DestinationChecks {
  private record Target(
      TableName name, String kind, boolean schemaThere, boolean schemaUsable, boolean writable) {
    boolean there() {
      return !kind.isEmpty();
    }

    boolean isTable() {
      return kind.equals("r") || kind.equals("p");
    }
  }

  private final Server server;
  private final ProjectDefinition definition;

  public DestinationChecks(Server server, ProjectDefinition definition) {
    this.server = server;
    this.definition = definition;
  }

  public List<CheckResult> run() throws SQLException {
    List<Target> targets = look();
    List<CheckResult> results = new ArrayList<>();
    results.add(SourceChecks.version(server, "destination-version"));
    results.addAll(ofTables(targets));
    results.add(nonEmptyTables(targets));
    return results;
  }

  /** Of tables that come to others. Rows may be there: of an earlier time in the project. */
  public List<CheckResult> ofTables() throws SQLException {
    return ofTables(look());
  }

  private List<CheckResult> ofTables(List<Target> targets) throws SQLException {
    return List.of(privileges(targets), nameConflicts(targets), missingTables(targets));
  }

  private List<Target> look() throws SQLException {
    List<TableName> names = definition.tables().stream().map(TableMapping::target).toList();
    return server.rows(
        """
        select w.schema, w.name, coalesce(c.relkind::text, ''), n.oid is not null,
          coalesce(has_schema_privilege(n.oid, 'USAGE'), false)
            and (c.oid is not null or coalesce(has_schema_privilege(n.oid, 'CREATE'), false)),
          coalesce(has_table_privilege(c.oid, 'SELECT')
            and has_table_privilege(c.oid, 'INSERT')
            and has_table_privilege(c.oid, 'UPDATE')
            and has_table_privilege(c.oid, 'DELETE')
            and has_table_privilege(c.oid, 'TRUNCATE'), true)
        from unnest(?::text[], ?::text[]) as w (schema, name)
        left join pg_namespace n on n.nspname = w.schema
        left join pg_class c on c.relnamespace = n.oid and c.relname = w.name
        order by 1, 2
        """,
        row ->
            new Target(
                new TableName(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6)),
        server.schemas(names),
        server.names(names));
  }

  private CheckResult privileges(List<Target> targets) throws SQLException {
    String user = Sql.name(server.text("select current_user"));
    String database = Sql.name(server.text("select current_database()"));
    List<String> grants = new ArrayList<>();
    if (!mayCreateSchemas()) {
      // The checkpoint lives in a schema of its own, in the same database as the data.
      grants.add("GRANT CREATE ON DATABASE " + database + " TO " + user + ";");
    }
    targets.stream()
        .filter(t -> t.schemaThere() && !t.schemaUsable())
        .map(t -> t.name().schema())
        .distinct()
        .forEach(
            schema ->
                grants.add(
                    "GRANT USAGE, CREATE ON SCHEMA " + Sql.name(schema) + " TO " + user + ";"));
    targets.stream()
        .filter(t -> t.isTable() && !t.writable())
        .forEach(
            t ->
                grants.add(
                    "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON "
                        + Sql.name(t.name())
                        + " TO "
                        + user
                        + ";"));
    return grants.isEmpty()
        ? passed("destination-privileges")
        : failed(
            "destination-privileges",
            ErrorCode.PRIVILEGE_MISSING,
            grants.size() + " privileges are missing at the destination",
            lines(grants, grant -> grant));
  }

  private boolean mayCreateSchemas() throws SQLException {
    return server.row(
        """
        select has_database_privilege(current_database(), 'CREATE')
          or coalesce(has_schema_privilege(to_regnamespace('sluice'), 'CREATE'), false)
        """,
        row -> row.getBoolean(1));
  }

  private static CheckResult nameConflicts(List<Target> targets) {
    List<TableName> taken =
        targets.stream().filter(t -> t.there() && !t.isTable()).map(Target::name).toList();
    return taken.isEmpty()
        ? passed("name-conflicts")
        : failed(
            "name-conflicts",
            ErrorCode.NAME_TAKEN,
            "these names belong to views, sequences or indexes: " + list(taken),
            "Give the tables other names at the destination, or rename what is there.");
  }

  private CheckResult missingTables(List<Target> targets) {
    List<TableName> missing = targets.stream().filter(t -> !t.there()).map(Target::name).toList();
    return missing.isEmpty() || definition.has(Step.SCHEMA)
        ? passed("target-tables")
        : failed(
            "target-tables",
            ErrorCode.SCHEMA_INCOMPATIBLE,
            "not at the destination, and the project does not synchronize schemas: "
                + list(missing),
            "Create them, or add schema synchronization to the project.");
  }

  private CheckResult nonEmptyTables(List<Target> targets) throws SQLException {
    List<TableName> filled = new ArrayList<>();
    if (definition.has(Step.FULL)) {
      for (Target target : targets) {
        if (target.isTable()
            && target.writable()
            && server.row(
                "select exists (select 1 from " + Sql.name(target.name()) + ")",
                row -> row.getBoolean(1))) {
          filled.add(target.name());
        }
      }
    }
    if (filled.isEmpty()) {
      return passed("empty-targets");
    }
    ConflictPolicy policy = definition.options().conflict();
    String detail = "rows are there already, and the conflict policy is " + policy + ": ";
    String remedy = lines(filled, table -> "TRUNCATE " + Sql.name(table) + ";");
    return policy == ConflictPolicy.STOP
        ? failed("empty-targets", ErrorCode.CONFLICT, detail + list(filled), remedy)
        : warning("empty-targets", ErrorCode.CONFLICT, detail + list(filled), remedy);
  }
}
