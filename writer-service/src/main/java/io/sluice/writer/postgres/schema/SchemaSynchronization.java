package io.sluice.writer.postgres.schema;

import io.sluice.change.TableSchema;
import io.sluice.component.TaskContext;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions.ConstraintPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.writer.postgres.AppliedSchemas;
import io.sluice.writer.postgres.CopyWorkers;
import io.sluice.writer.postgres.checkpoint.Checkpoint;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema step: looks at all tables first, so that everything that does not fit is told at once
 * and nothing is made when something is in the way.
 */
public final class SchemaSynchronization {
  private static final int LONGEST_DETAIL = 4000;

  private record Plan(TableMapping mapping, Table source, @Nullable Table destination) {}

  private final CopyWorkers.Databases databases;

  public SchemaSynchronization(CopyWorkers.Databases databases) {
    this.databases = databases;
  }

  /** Returns when every table of the component is at the destination, or it is stopping. */
  public void run(TaskContext context) throws InterruptedException {
    var report = new TreeMap<String, String>();
    new CopyWorkers(databases, context, 1)
        .run(List.of((source, destination) -> synchronize(context, source, destination, report)));
    if (!context.stopping() && !context.spec().options().steps().contains(Step.FULL)) {
      report.putAll(new AfterLoad(databases, context).run(context.spec().tables()));
    }
    if (!context.stopping()) {
      context.report(report);
    }
  }

  private void synchronize(
      TaskContext context, Connection source, Connection destination, Map<String, String> report) {
    String componentId = context.spec().componentId();
    DatabaseRole.DESTINATION.call(
        () ->
            Checkpoint.claim(destination, componentId, context.epoch(), context.spec().revision()));
    var described = new ArrayList<TableSchema>();
    for (var mapping : context.spec().tables()) {
      described.add(
          DatabaseRole.SOURCE.call(() -> AppliedSchemas.describe(source, mapping.source())));
    }
    var reader = DatabaseRole.SOURCE.call(() -> new CatalogReader(source));
    var there = DatabaseRole.DESTINATION.call(() -> new CatalogReader(destination));
    var types = new UserTypes(source);
    var plans = new ArrayList<Plan>();
    for (var mapping : context.spec().tables()) {
      var table = wanted(context, DatabaseRole.SOURCE.call(() -> reader.readMapped(mapping)));
      DatabaseRole.SOURCE.act(() -> types.need(table));
      plans.add(
          new Plan(
              mapping, table, DatabaseRole.DESTINATION.find(() -> there.read(mapping.target()))));
    }
    refuseWhatDoesNotFit(plans, destination);
    var creation = new Creation(destination, componentId);
    for (var type : types.inOrder()) {
      boolean made = DatabaseRole.DESTINATION.call(() -> creation.type(type));
      report.put((type.extension() ? "extension " : "type ") + type.name(), word(made));
    }
    for (var plan : plans) {
      report.put(plan.mapping().target().toString(), table(context, creation, plan));
    }
    for (var schema : described) {
      DatabaseRole.DESTINATION.act(() -> AppliedSchemas.save(destination, componentId, schema));
    }
    DatabaseRole.DESTINATION.act(
        () -> Checkpoint.settle(destination, componentId, context.epoch()));
  }

  private static Table wanted(TaskContext context, Table table) {
    return context.spec().options().constraints() == ConstraintPolicy.CREATE
        ? table
        : table.withoutChecks();
  }

  private static void refuseWhatDoesNotFit(List<Plan> plans, Connection destination) {
    var problems = new ArrayList<String>();
    for (var plan : plans) {
      if (plan.destination() != null) {
        problems.addAll(Compatibility.problems(plan.source(), plan.destination()));
      } else if (DatabaseRole.DESTINATION.call(
          () -> isTaken(destination, plan.mapping().target()))) {
        problems.add(plan.mapping().target() + " is not a table; drop it or choose another target");
      }
    }
    if (!problems.isEmpty()) {
      String detail = String.join("\n", problems);
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE,
          detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) + "…" : detail);
    }
  }

  private static boolean isTaken(Connection destination, TableName target) throws SQLException {
    try (var statement =
        destination.prepareStatement(
            """
            select from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relname = ?
            """)) {
      statement.setString(1, target.schema());
      statement.setString(2, target.name());
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String table(TaskContext context, Creation creation, Plan plan) {
    if (plan.destination() != null) {
      return "existing";
    }
    var leftOut =
        DatabaseRole.DESTINATION.call(() -> creation.table(plan.source(), plan.mapping().target()));
    if (leftOut.isEmpty()) {
      return word(true);
    }
    String told = "left out, the destination cannot do it: " + String.join("; ", leftOut);
    context.log(LogLine.Level.WARN, told);
    return word(true) + "; " + told;
  }

  private static String word(boolean made) {
    return made ? "created" : "existing";
  }
}
