package io.sluice.project.precheck.postgres;

import static io.sluice.project.precheck.checks.Checks.failed;
import static io.sluice.project.precheck.checks.Checks.passed;
import static io.sluice.project.precheck.checks.Checks.warning;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.postgres.text.Sql;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The source server as such: what it is, what it lets us do, and what it has room for. */
public final class SourceChecks {
  private static final int OLDEST_VERSION = 130_000;
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  private final Server server;
  private final String projectId;
  private final ProjectDefinition definition;
  private final InstantSource clock;

  public SourceChecks(
      Server server, String projectId, ProjectDefinition definition, InstantSource clock) {
    this.server = server;
    this.projectId = projectId;
    this.definition = definition;
    this.clock = clock;
  }

  public List<CheckResult> run() throws SQLException {
    List<CheckResult> results = new ArrayList<>();
    results.add(version(server, "source-version"));
    results.add(clockDifference());
    if (definition.has(Step.LOG_PULL)) {
      results.add(primary());
      results.add(walLevel());
      results.add(replicationPrivilege());
      results.add(
          room(
              "replication-slots",
              "max_replication_slots",
              "select count(*) from pg_replication_slots"));
      results.add(
          room("wal-senders", "max_wal_senders", "select count(*) from pg_stat_replication"));
    }
    results.addAll(new SourceTables(server, projectId, definition).run());
    return results;
  }

  static CheckResult version(Server server, String name) throws SQLException {
    int version = Integer.parseInt(server.text("show server_version_num"));
    return version >= OLDEST_VERSION
        ? passed(name)
        : failed(
            name,
            ErrorCode.INVALID_INPUT,
            "PostgreSQL " + server.text("show server_version") + "; 13 is the oldest supported",
            "Upgrade the server to PostgreSQL 13 or newer.");
  }

  private CheckResult clockDifference() throws SQLException {
    Instant before = clock.instant();
    Instant there =
        server
            .row("select clock_timestamp()", row -> row.getObject(1, Timestamp.class))
            .toInstant();
    Duration ahead = Duration.between(before, there);
    return ahead.abs().compareTo(CLOCK_TOLERANCE) <= 0
        ? passed("clock-difference")
        : warning(
            "clock-difference",
            ErrorCode.INVALID_INPUT,
            "the source's clock is "
                + ahead.toSeconds()
                + " s ahead of this host's (less than 0:"
                + " behind); latencies will be wrong by as much",
            "Synchronize the clocks of the source and of Sluice's hosts (NTP).");
  }

  /** Slots of a standby can be lost with it, and nothing can be published or marked there. */
  private CheckResult primary() throws SQLException {
    return server.text("select pg_is_in_recovery()").equals("f")
        ? passed("source-primary")
        : failed(
            "source-primary",
            ErrorCode.INVALID_INPUT,
            "the source is a standby: publications and marks in the log cannot be made there",
            "Register the primary server as the data source.");
  }

  private CheckResult walLevel() throws SQLException {
    String level = server.text("show wal_level");
    return level.equals("logical")
        ? passed("wal-level")
        : failed(
            "wal-level",
            ErrorCode.WAL_LEVEL,
            "wal_level is " + level,
            "ALTER SYSTEM SET wal_level = 'logical';\n-- then restart the server");
  }

  private CheckResult replicationPrivilege() throws SQLException {
    boolean may =
        server.row(
            """
            select rolreplication or rolsuper or exists (
                select 1 from pg_roles managed
                where managed.rolname = 'rds_replication'
                  and pg_has_role(r.oid, managed.oid, 'MEMBER'))
            from pg_roles r where rolname = current_user
            """,
            row -> row.getBoolean(1));
    return may
        ? passed("replication-privilege")
        : failed(
            "replication-privilege",
            ErrorCode.PRIVILEGE_MISSING,
            "user " + user() + " may not start replication",
            "ALTER ROLE " + Sql.name(user()) + " REPLICATION;");
  }

  private CheckResult room(String name, String setting, String used) throws SQLException {
    int most = Integer.parseInt(server.text("show " + setting));
    int inUse = Integer.parseInt(server.text(used));
    return inUse < most
        ? passed(name)
        : failed(
            name,
            ErrorCode.NOT_ALLOWED_NOW,
            "all " + most + " of " + setting + " are in use",
            "ALTER SYSTEM SET " + setting + " = " + (most + 10) + ";\n-- then restart the server");
  }

  private String user() throws SQLException {
    return server.text("select current_user");
  }
}
