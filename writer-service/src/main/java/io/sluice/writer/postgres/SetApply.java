package io.sluice.writer.postgres;

import io.sluice.change.Row;
import io.sluice.contract.TableName;
import io.sluice.postgres.SourceRows;
import io.sluice.postgres.SqlFailures;
import io.sluice.writer.plan.Compaction;
import io.sluice.writer.plan.Conflicts;
import io.sluice.writer.plan.TablePlan;
import io.sluice.writer.plan.TablePlan.Column;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies the net changes of a table in a few statements, whatever their number. */
public final class SetApply {
  /** Up to here rows travel as arrays; beyond, COPY pays for its extra round trips. */
  private static final int SMALL = 128;

  /** After a conflict this many sets of inserts of the table go the way that finds conflicts. */
  private static final int WARY = 50;

  private final DestinationSession session;
  private final Conflicts conflicts;
  private final SourceRows source;
  private final Map<TableName, Integer> wary = new HashMap<>();

  public SetApply(DestinationSession session, Conflicts conflicts, SourceRows source) {
    this.session = session;
    this.conflicts = conflicts;
    this.source = source;
  }

  public void apply(TablePlan plan, Compaction.Net net) throws SQLException {
    if (net.truncated()) {
      session.execute(InOrderStatements.truncate(plan));
    }
    delete(plan, net.deletes());
    if (conflicts.replaying()) {
      delete(plan, net.gone());
    }
    for (var group : net.updates().entrySet()) {
      update(plan, group.getKey(), group.getValue());
    }
    insert(new RowSet(plan, plan.columns(), net.inserts()));
  }

  private void delete(TablePlan plan, List<byte[] @Nullable []> rows) throws SQLException {
    run(new RowSet(plan, plan.key(), rows), "delete", from -> SetStatements.delete(plan, from));
  }

  private void update(TablePlan plan, BitSet absent, List<byte[] @Nullable []> rows)
      throws SQLException {
    List<Column> columns =
        plan.columns().stream()
            .filter(c -> c.key() || (c.settable() && !absent.get(c.index())))
            .toList();
    var set = new RowSet(plan, columns, rows);
    if (columns.stream().noneMatch(SetStatements::assigned)) {
      missing(set, absent);
      return;
    }
    int hit = run(set, "update " + absent, from -> SetStatements.update(plan, columns, from));
    if (hit < rows.size()) {
      missing(set, absent);
    }
  }

  /** Gives rows that are there their values of one column; those that are not are left alone. */
  void fill(TablePlan plan, Column column, List<byte[] @Nullable []> rows) throws SQLException {
    List<Column> columns = new ArrayList<>(plan.key());
    columns.add(column);
    run(
        new RowSet(plan, columns, rows),
        "fill " + column.name(),
        from -> SetStatements.update(plan, columns, from));
  }

  /** Some rows may not be there: whoever wrote to the destination took them away. */
  private void missing(RowSet updated, BitSet absent) throws SQLException {
    TablePlan plan = updated.plan();
    List<byte[] @Nullable []> rows = new ArrayList<>();
    for (int from = 0; from < updated.size(); from += 1000) {
      RowSet part =
          new RowSet(plan, plan.key(), updated.rows())
              .part(from, Math.min(updated.size(), from + 1000));
      try (var numbers = bound(SetStatements.missing(plan), part).executeQuery()) {
        while (numbers.next()) {
          rows.add(part.rows().get(numbers.getInt(1) - 1));
        }
      }
    }
    if (rows.isEmpty() || !conflicts.overwriteMissing(plan.target(), rows.size())) {
      return;
    }
    if (absent.isEmpty()) {
      upsert(new RowSet(plan, plan.columns(), rows));
    } else {
      for (byte[][] row : rows) {
        Optional<Row> now = source.read(plan.source(), new Row(row), plan.columnIndexes());
        if (now.isPresent()) {
          upsert(new RowSet(plan, plan.columns(), Collections.singletonList(now.get().values())));
        }
      }
    }
  }

  private void insert(RowSet rows) throws SQLException {
    if (rows.size() == 0) {
      return;
    }
    if (conflicts.replaying()) {
      upsert(rows);
      return;
    }
    int careful = wary.getOrDefault(rows.plan().target(), 0);
    if (careful > 0) {
      wary.put(rows.plan().target(), careful - 1);
    } else if (rows.size() > SMALL && copied(rows)) {
      return;
    }
    int before = run(rows, "insert", from -> SetStatements.insertNew(rows.plan(), from));
    int met = rows.size() - before;
    if (met > 0) {
      wary.put(rows.plan().target(), WARY);
      if (conflicts.overwriteExisting(rows.plan().target(), met)) {
        upsert(rows);
      }
    }
  }

  private void upsert(RowSet rows) throws SQLException {
    run(rows, "insert", from -> SetStatements.upsert(rows.plan(), from));
  }

  /** The fast way, straight into the table; false when a row is there already. */
  private boolean copied(RowSet rows) throws SQLException {
    Savepoint before = session.connection().setSavepoint();
    try {
      session.copy(SetStatements.copy(rows.plan()), rows);
    } catch (SQLException e) {
      if (!SqlFailures.isUniqueViolation(e)) {
        throw e;
      }
      session.connection().rollback(before);
      return false;
    }
    session.connection().releaseSavepoint(before);
    return true;
  }

  /** Runs a statement over these rows, however they get there; how many rows it hit. */
  private int run(RowSet rows, String use, Function<String, String> sql) throws SQLException {
    if (rows.size() == 0) {
      return 0;
    }
    if (rows.size() <= SMALL || !session.staging()) {
      return inArrays(rows, sql);
    }
    TablePlan plan = rows.plan();
    String stage =
        session.stage(
            plan.target() + "/" + plan.source().id() + "/" + use.replace("insert", "all"),
            rows.columns());
    session.copy("COPY pg_temp." + stage + " FROM STDIN", rows);
    return session.prepared(sql.apply(SetStatements.stage(stage))).executeUpdate();
  }

  private int inArrays(RowSet rows, Function<String, String> sql) throws SQLException {
    String text = sql.apply(SetStatements.arrays(rows.columns()));
    int hit = 0;
    for (int from = 0; from < rows.size(); from += 1000) {
      RowSet part = rows.part(from, Math.min(rows.size(), from + 1000));
      hit += bound(text, part).executeUpdate();
    }
    return hit;
  }

  private PreparedStatement bound(String sql, RowSet rows) throws SQLException {
    PreparedStatement statement = session.prepared(sql);
    for (int i = 0; i < rows.columns().size(); i++) {
      statement.setObject(
          i + 1, ArrayText.of(rows.rows(), rows.columns().get(i).index()), Types.OTHER);
    }
    return statement;
  }
}
