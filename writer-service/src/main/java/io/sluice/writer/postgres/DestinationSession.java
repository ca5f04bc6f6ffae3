package io.sluice.writer.postgres;

import io.sluice.postgres.text.CopyText;
import io.sluice.writer.plan.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/**
 * The one connection that applies, set up for it: its settings, prepared statements and staging
 * tables. Not in autocommit mode; whoever uses it commits or rolls back, through here.
 */
public final class DestinationSession implements AutoCloseable {
  private static final int STATEMENTS = 400;

  /**
   * Nothing here weakens what is applied; the plans are for joins of few rows with large tables.
   */
  private static final List<String> SETTINGS =
      List.of(
          "set lock_timeout = '20s'",
          "set jit = off",
          "set plan_cache_mode = force_generic_plan",
          "set enable_hashjoin = off",
          "set enable_mergejoin = off");

  private final Connection connection;
  private final boolean triggersOff;
  private final boolean staging;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, String> stages = new HashMap<>();
  private final Set<String> created = new HashSet<>();
  private final Set<String> filled = new HashSet<>();
  private final CopyText text = new CopyText();

  private DestinationSession(Connection connection, boolean triggersOff, boolean staging) {
    this.connection = connection;
    this.triggersOff = triggersOff;
    this.staging = staging;
  }

  /** Takes over a connection that was opened for writing, and closes it in the end. */
  public static DestinationSession over(Connection connection) throws SQLException {
    boolean triggersOff;
    boolean staging;
    try (Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
      try (var row =
          statement.executeQuery(
              """
              select current_setting('session_replication_role') = 'replica',
                     has_database_privilege(current_database(), 'TEMP')
              """)) {
        row.next();
        triggersOff = row.getBoolean(1);
        staging = row.getBoolean(2);
      }
    }
    connection.setAutoCommit(false);
    return new DestinationSession(connection, triggersOff, staging);
  }

  public Connection connection() {
    return connection;
  }

  /** Whether the destination's own triggers and foreign keys stand still for this session. */
  boolean triggersOff() {
    return triggersOff;
  }

  /** Whether it may make temporary tables. */
  boolean staging() {
    return staging;
  }

  PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(2);
    statements.put(sql, statement);
    if (statements.size() > STATEMENTS) {
      var eldest = statements.entrySet().iterator();
      eldest.next().getValue().close();
      eldest.remove();
    }
    return statement;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Sends rows of the text format to a {@code COPY … FROM STDIN}. */
  void copy(String sql, RowSet rows) throws SQLException {
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      rows.writeTo(copy, text);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** A staging table that is empty, of this shape, and for this use alone. */
  String stage(String use, List<TablePlan.Column> columns) throws SQLException {
    String name = stages.computeIfAbsent(use, _ -> "sluice_stage_" + stages.size());
    if (created.add(name)) {
      execute("drop table if exists pg_temp." + name);
      execute(SetStatements.createStage(name, columns));
    }
    if (!filled.add(name)) {
      execute("truncate pg_temp." + name);
    }
    return name;
  }

  public void commit() throws SQLException {
    connection.commit();
    filled.clear();
  }

  public void rollback() throws SQLException {
    connection.rollback();
    filled.clear();
    // Those that were made in this transaction are gone with it; all are made again when needed.
    created.clear();
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : new ArrayList<>(statements.values())) {
      statement.close();
    }
    connection.close();
  }
}
