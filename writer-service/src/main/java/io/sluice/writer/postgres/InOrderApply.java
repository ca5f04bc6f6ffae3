package io.sluice.writer.postgres;

import io.sluice.change.Change;
import io.sluice.change.Row;
import io.sluice.postgres.SourceRows;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.plan.PlannedChange;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.Column;
import io.sluice.writer.postgres.InOrderStatements.KeyChange;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes one after the other. Those next to each other that need the same statement travel
 * together; a row that does not meet what it should is then looked at by itself.
 */
public final class InOrderApply {
  private static final int RUN = 500;

  private final DestinationSession session;
  private final Conflicts conflicts;
  private final SourceRows source;
  private final List<PlannedChange> run = new ArrayList<>();
  private String runSql = "";

  public InOrderApply(DestinationSession session, Conflicts conflicts, SourceRows source) {
    this.session = session;
    this.conflicts = conflicts;
    this.source = source;
  }

  public void apply(List<PlannedChange> changes) throws SQLException {
    run.clear();
    for (PlannedChange change : changes) {
      add(change.completed());
    }
    flush();
  }

  private void add(PlannedChange planned) throws SQLException {
    if (planned.change().operation() == Change.Operation.TRUNCATE) {
      flush();
      if (planned.truncates().isEmpty()) {
        session.execute(InOrderStatements.truncate(planned.plan()));
      }
      for (String sql : planned.truncates()) {
        session.execute(sql);
      }
      return;
    }
    if (conflicts.replaying() || planned.incomplete()) {
      flush();
      carefully(planned);
      return;
    }
    String sql = sql(planned);
    if (sql.isEmpty()) {
      return;
    }
    if (!sql.equals(runSql) || run.size() == RUN) {
      flush();
      runSql = sql;
    }
    run.add(planned);
  }

  private void flush() throws SQLException {
    if (run.isEmpty()) {
      return;
    }
    List<PlannedChange> batch = List.copyOf(run);
    run.clear();
    PreparedStatement statement = session.prepared(runSql);
    for (PlannedChange planned : batch) {
      bind(statement, planned);
      statement.addBatch();
    }
    int[] hit = statement.executeBatch();
    for (int i = 0; i < hit.length; i++) {
      if (hit[i] == 0) {
        resolve(batch.get(i));
      }
    }
  }

  /** A statement that hit nothing: the destination is not as the source was. */
  private void resolve(PlannedChange planned) throws SQLException {
    boolean go =
        switch (planned.change().operation()) {
          case INSERT -> conflicts.overwriteExisting(planned.plan().target(), 1);
          case UPDATE -> conflicts.overwriteMissing(planned.plan().target(), 1);
          case DELETE, TRUNCATE -> false;
        };
    if (go) {
      carefully(planned);
    }
  }

  private void carefully(PlannedChange planned) throws SQLException {
    switch (planned.change().operation()) {
      case INSERT -> put(planned.plan(), planned.after());
      case UPDATE -> updateOrPut(planned);
      case DELETE, TRUNCATE -> one(planned);
    }
  }

  private void updateOrPut(PlannedChange planned) throws SQLException {
    TablePlan plan = planned.plan();
    PlannedChange update = planned;
    if (conflicts.replaying() && !plan.key().isEmpty()) {
      if (planned.moved()) {
        update = movedAgain(planned);
      }
      clearOthers(plan, update.after());
    }
    if (one(update) == 0) {
      put(plan, update.after());
    }
  }

  /**
   * A row that came to its key in the pass before this one is there already, and its values are not
   * older than this change. The row that now has the old key may be another one, whose own story is
   * still to come in the log: what the change leaves out is never taken from it.
   */
  private PlannedChange movedAgain(PlannedChange moved) throws SQLException {
    TablePlan plan = moved.plan();
    if (there(plan, moved.after())) {
      delete(plan, moved.found());
      return moved.inPlace();
    }
    if (plan.absent(moved.after()).isEmpty()) {
      return moved;
    }
    return read(plan, moved.after()).map(row -> moved.withAfter(row.values())).orElse(moved);
  }

  /** Makes the row be there as it is given, whatever was there. */
  private void put(TablePlan plan, Row given) throws SQLException {
    Row row = given;
    if (!plan.absent(given).isEmpty()) {
      var now = read(plan, given);
      if (now.isEmpty()) {
        return;
      }
      row = now.get();
    }
    if (conflicts.replaying() && !plan.key().isEmpty()) {
      clearOthers(plan, row);
    }
    if (plan.arbiter()) {
      one(InOrderStatements.upsert(plan), row, plan.columns());
    } else if (plan.key().isEmpty()) {
      if (!conflicts.replaying() || !there(plan, row)) {
        one(InOrderStatements.insert(plan), row, plan.columns());
      }
    } else {
      delete(plan, row);
      one(InOrderStatements.insert(plan), row, plan.columns());
    }
  }

  private Optional<Row> read(TablePlan plan, Row row) {
    return source.read(plan.source(), row, plan.columnIndexes());
  }

  private void clearOthers(TablePlan plan, Row row) throws SQLException {
    for (List<Column> unique : plan.others()) {
      boolean known =
          unique.stream()
              .map(c -> row.values()[c.index()])
              .allMatch(v -> v != null && !Row.isAbsent(v));
      if (known) {
        List<Column> values = new ArrayList<>(unique);
        values.addAll(plan.key());
        one(InOrderStatements.deleteOthers(plan, unique), row, values);
      }
    }
  }

  private void delete(TablePlan plan, Row row) throws SQLException {
    PreparedStatement statement = session.prepared(InOrderStatements.delete(plan, plan.key(), row));
    bindMatch(statement, 1, plan, plan.key(), row);
    statement.executeUpdate();
  }

  private boolean there(TablePlan plan, Row row) throws SQLException {
    List<Column> match = plan.key().isEmpty() ? plan.columns() : plan.key();
    PreparedStatement statement = session.prepared(InOrderStatements.exists(plan, match, row));
    bindMatch(statement, 1, plan, match, row);
    try (var rows = statement.executeQuery()) {
      return rows.next();
    }
  }

  private int one(PlannedChange planned) throws SQLException {
    String sql = sql(planned);
    if (sql.isEmpty()) {
      return there(planned.plan(), planned.found()) ? 1 : 0;
    }
    PreparedStatement statement = session.prepared(sql);
    bind(statement, planned);
    return statement.executeUpdate();
  }

  private void one(String sql, Row row, List<Column> values) throws SQLException {
    PreparedStatement statement = session.prepared(sql);
    bind(statement, 1, values, row);
    statement.executeUpdate();
  }

  /** Empty when there is nothing to set. */
  private static String sql(PlannedChange planned) {
    TablePlan plan = planned.plan();
    return switch (planned.change().operation()) {
      case INSERT -> InOrderStatements.insertNew(plan);
      case UPDATE -> {
        List<Column> set = set(planned);
        yield set.isEmpty()
            ? ""
            : InOrderStatements.update(plan, set, planned.match(), planned.found());
      }
      case DELETE -> InOrderStatements.delete(plan, planned.match(), planned.found());
      case TRUNCATE -> "";
    };
  }

  private static List<Column> set(PlannedChange planned) {
    BitSet absent = planned.plan().absent(planned.after());
    return InOrderStatements.assigned(
        planned.plan(), absent, planned.moved() ? KeyChange.MOVED : KeyChange.SAME);
  }

  private static void bind(PreparedStatement statement, PlannedChange planned) throws SQLException {
    switch (planned.change().operation()) {
      case INSERT -> bind(statement, 1, planned.plan().columns(), planned.after());
      case UPDATE -> {
        int next = bind(statement, 1, set(planned), planned.after());
        bindMatch(statement, next, planned.plan(), planned.match(), planned.found());
      }
      case DELETE -> bindMatch(statement, 1, planned.plan(), planned.match(), planned.found());
      case TRUNCATE -> throw new IllegalStateException("a truncate has no values");
    }
  }

  private static int bind(PreparedStatement statement, int first, List<Column> columns, Row row)
      throws SQLException {
    int next = first;
    for (Column column : columns) {
      bind(statement, next++, row.values()[column.index()]);
    }
    return next;
  }

  /** As {@link InOrderStatements} asks: NULL stands in the statement itself. */
  private static void bindMatch(
      PreparedStatement statement, int first, TablePlan plan, List<Column> match, Row row)
      throws SQLException {
    int next = first;
    for (Column column : match) {
      byte @Nullable [] value = row.values()[column.index()];
      for (int i = 0; value != null && i < InOrderStatements.comparisons(plan, column); i++) {
        bind(statement, next++, value);
      }
    }
  }

  private static void bind(PreparedStatement statement, int place, byte @Nullable [] value)
      throws SQLException {
    statement.setObject(
        place, value == null ? null : new String(value, StandardCharsets.UTF_8), Types.OTHER);
  }
}
