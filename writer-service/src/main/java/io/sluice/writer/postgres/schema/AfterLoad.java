package io.sluice.writer.postgres.schema;

import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConstraintPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.SqlFailures;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What a table gets once its rows are there: unique and exclusion constraints, indexes, values of
 * sequences, statistics. Tables that were there before are left as they are, but for statistics.
 * Repeatable at any point.
 */
public final class AfterLoad {
  private final CopyWorkers.Databases databases;
  private final TaskContext context;

  /** What is not made and why, by what it is; workers fill it at the same time. */
  private final Map<String, String> leftOut = new ConcurrentSkipListMap<>();

  public AfterLoad(CopyWorkers.Databases databases, TaskContext context) {
    this.databases = databases;
    this.context = context;
  }

  /**
   * Returns when all tables are complete, or the component is stopping.
   *
   * @return what was left out and why, for the step's report
   */
  public Map<String, String> run(List<TableMapping> tables) throws InterruptedException {
    List<CopyWorkers.Job> jobs =
        tables.stream()
            .map(
                mapping ->
                    (CopyWorkers.Job) (source, destination) -> finish(mapping, source, destination))
            .toList();
    new CopyWorkers(databases, context, context.spec().options().readConcurrency()).run(jobs);
    if (!context.stopping()) {
      new CopyWorkers(databases, context, 1)
          .run(
              List.of(
                  (source, destination) -> {
                    foreignKeys(tables, source, destination);
                    settle(destination);
                  }));
    }
    return leftOut;
  }

  private void leaveOut(String what, String why) {
    leftOut.put(what, "left out: " + why);
    context.log(LogLine.Level.WARN, "left out: " + what + ": " + why);
  }

  private void foreignKeys(List<TableMapping> tables, Connection source, Connection destination) {
    String id = context.spec().componentId();
    if (context.spec().options().constraints() == ConstraintPolicy.OMIT) {
      leftOut.put("foreign keys and checks", "left out: options.constraints is OMIT");
      return;
    }
    DatabaseRole.DESTINATION.act(
        () -> {
          // Validation reads whole tables.
          destination.setNetworkTimeout(Runnable::run, 0);
          new ForeignKeys(
                  source, destination, id, (key, why) -> leaveOut("foreign key " + key, why))
              .make(tables);
          if (!context.spec().options().steps().contains(Step.INCREMENTAL)) {
            ForeignKeys.validate(
                destination,
                id,
                why -> context.log(LogLine.Level.WARN, "foreign key left unvalidated: " + why));
          }
        });
  }

  private void settle(Connection destination) {
    DatabaseRole.DESTINATION.act(
        () -> Checkpoint.settle(destination, context.spec().componentId(), context.epoch()));
  }

  private void finish(TableMapping mapping, Connection source, Connection destination) {
    var table = DatabaseRole.SOURCE.call(() -> new CatalogReader(source).readMapped(mapping));
    DatabaseRole.DESTINATION.act(
        () -> {
          // Building an index is silent for as long as it takes.
          destination.setNetworkTimeout(Runnable::run, 0);
          try (var statement = destination.createStatement()) {
            statement.execute("set maintenance_work_mem = '256MB'");
          }
          if (createdByUs(destination, mapping.target())) {
            complete(destination, table, mapping.target());
          }
        });
    if (DatabaseRole.DESTINATION.call(() -> createdByUs(destination, mapping.target()))) {
      sequences(source, destination, table, mapping.target());
    }
    DatabaseRole.DESTINATION.act(
        () -> execute(destination, "analyze " + Sql.name(mapping.target())));
  }

  private void complete(Connection destination, Table table, TableName target) throws SQLException {
    var there = new CatalogReader(destination).read(target);
    if (there == null) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "table " + target + " has been dropped");
    }
    var names = new HashSet<String>();
    var definitions = new HashSet<String>();
    there.constraints().forEach(c -> names.add(c.name()));
    there.constraints().forEach(c -> definitions.add(c.definition()));
    there.indexes().forEach(i -> names.add(i.name()));
    there.indexes().forEach(i -> definitions.add(i.unique() + i.definition()));
    for (var constraint : table.constraints()) {
      boolean late =
          constraint.kind() == Constraint.Kind.UNIQUE
              || constraint.kind() == Constraint.Kind.EXCLUSION;
      if (late
          && !names.contains(constraint.name())
          && !definitions.contains(constraint.definition())) {
        attempt(
            destination,
            "alter table %s add constraint %s %s"
                .formatted(
                    Sql.name(target),
                    Sql.name(freeName(destination, target, constraint.name())),
                    constraint.definition()));
      }
    }
    for (var index : table.indexes()) {
      if (!names.contains(index.name())
          && !definitions.contains(index.unique() + index.definition())) {
        attempt(
            destination,
            "create %sindex %s on %s using %s"
                .formatted(
                    index.unique() ? "unique " : "",
                    Sql.name(freeName(destination, target, index.name())),
                    Sql.name(target),
                    index.definition()));
      }
    }
  }

  /** Leaves out what uses a function or operator that the destination lacks. */
  private void attempt(Connection destination, String sql) throws SQLException {
    try {
      execute(destination, sql);
    } catch (SQLException e) {
      var meaning = SqlFailures.classify(e, ErrorCode.DESTINATION_UNREACHABLE, null);
      if (meaning.failure().code() != ErrorCode.SCHEMA_INCOMPATIBLE) {
        throw e;
      }
      leaveOut(sql, "the destination cannot do it");
    }
  }

  private static String freeName(Connection destination, TableName target, String wanted)
      throws SQLException {
    Set<String> taken = new HashSet<>();
    try (var statement =
        destination.prepareStatement(
            """
            select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ?
            """)) {
      statement.setString(1, target.schema());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          taken.add(rows.getString(1));
        }
      }
    }
    String name = wanted;
    for (int n = 1; taken.contains(name); n++) {
      name = wanted + "_" + n;
    }
    return name;
  }

  /** A value that the source has given out is never given out again here. */
  private void sequences(Connection source, Connection destination, Table table, TableName target) {
    for (var sequence : table.sequences()) {
      var at = new TableName(sequence.schema(), sequence.name());
      record Value(long last, boolean called) {}
      var value =
          DatabaseRole.SOURCE.call(
              () -> {
                try (var statement = source.createStatement();
                    var rows =
                        statement.executeQuery(
                            "select last_value, is_called from " + Sql.name(at))) {
                  rows.next();
                  return new Value(rows.getLong(1), rows.getBoolean(2));
                }
              });
      String there = Sequences.there(table, target, sequence);
      DatabaseRole.DESTINATION.act(
          () ->
              execute(
                  destination,
                  "select setval(%s, %d, %s)".formatted(there, value.last(), value.called())));
    }
  }

  private boolean createdByUs(Connection destination, TableName target) throws SQLException {
    return CreatedTables.has(destination, context.spec().componentId(), target);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
