package io.sluice.writer.postgres;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.SyncOptions.DdlPolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.SourceRows;
import io.sluice.postgres.SqlFailures;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.Alteration;
import io.sluice.writer.plan.Alterations;
import io.sluice.writer.plan.ChosenColumns;
import io.sluice.writer.plan.DestinationTable;
import io.sluice.writer.plan.TablePlan;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes destination tables follow the columns of their source tables, in the open transaction of
 * the destination, just before the first row that needs it.
 */
public final class TableEvolution {
  private final DestinationSession session;
  private final SourceRows source;
  private final SetApply sets;
  private final String componentId;
  private final DdlPolicy policy;
  private final Supplier<Map<Integer, TableSchema>> schemas;
  private final Consumer<String> log;
  private @Nullable Map<TableName, TableSchema> applied;

  /**
   * @param schemas all that the log has, by id; asked for only when need be
   * @param log what was done to a table, for the component's log
   */
  public TableEvolution(
      DestinationSession session,
      SourceRows source,
      SetApply sets,
      String componentId,
      DdlPolicy policy,
      Supplier<Map<Integer, TableSchema>> schemas,
      Consumer<String> log) {
    this.session = session;
    this.source = source;
    this.sets = sets;
    this.componentId = componentId;
    this.policy = policy;
    this.schemas = schemas;
    this.log = log;
  }

  /** Knows nothing any more of what was done in a transaction that was rolled back. */
  public void forget() {
    applied = null;
  }

  /**
   * The plan for rows of this description; the destination has been altered for it if need be. Rows
   * of an earlier description than the destination follows come again with a replay: they are
   * written as far as their columns are still there.
   *
   * @throws SluiceException SCHEMA_INCOMPATIBLE when the table has to be altered and that is not
   *     for Sluice to do
   */
  public TablePlan plan(TableSchema schema, TableMapping mapping) throws SQLException {
    Map<TableName, TableSchema> all = applied();
    DestinationTable table = read(mapping.target());
    TableSchema follows = all.get(mapping.source());
    if (follows != null && follows.id() > schema.id()) {
      return TablePlan.of(schema, follows, mapping, table, session.triggersOff());
    }
    TableSchema now = Alterations.numbered(follows, schema);
    List<Added> added = List.of();
    if (follows != null) {
      added = follow(Alterations.between(follows, now), mapping, table);
      table = read(mapping.target());
    }
    TableSchema shape = fits(now, mapping, table) ? now : alteredAlready(now, mapping, table);
    TablePlan plan = TablePlan.of(schema, shape, mapping, table, session.triggersOff());
    for (Added column : added) {
      fill(plan, mapping.source(), column);
    }
    if (!now.equals(follows)) {
      AppliedSchemas.save(session.connection(), componentId, now);
      all.put(mapping.source(), now);
    }
    return plan;
  }

  /**
   * Whoever ran a statement that was asked for ran it for rows that come after these. The first
   * later description that the table fits tells what its columns are called there.
   */
  private TableSchema alteredAlready(
      TableSchema now, TableMapping mapping, DestinationTable table) {
    return schemas.get().values().stream()
        .filter(later -> later.id() > now.id())
        .filter(later -> later.schema().equals(now.schema()) && later.table().equals(now.table()))
        .sorted(Comparator.comparingInt(TableSchema::id))
        .map(later -> Alterations.numbered(now, later))
        .filter(later -> fits(later, mapping, table))
        .findFirst()
        .orElse(now);
  }

  private static boolean fits(TableSchema schema, TableMapping mapping, DestinationTable table) {
    return table.columns().keySet().containsAll(ChosenColumns.names(schema.columns(), mapping));
  }

  private Map<TableName, TableSchema> applied() throws SQLException {
    Map<TableName, TableSchema> known = applied;
    if (known == null) {
      known = AppliedSchemas.load(session.connection(), componentId);
      applied = known;
    }
    return known;
  }

  private DestinationTable read(TableName target) throws SQLException {
    return DestinationCatalog.read(session.connection(), target)
        .orElseThrow(() -> incompatible("the destination has no table " + target, null));
  }

  /**
   * A column that is new.
   *
   * @param here whether it was added by this; otherwise somebody did it, who could not know what
   *     value the source gave the rows that were there
   * @param source as the source had it when it was added, looked at once: its default may go
   *     meanwhile. Null when it was gone there
   */
  private record Added(ColumnSchema column, boolean here, @Nullable SourceColumn source) {}

  /** Returns the columns that are new. */
  private List<Added> follow(Alterations found, TableMapping mapping, DestinationTable destination)
      throws SQLException {
    if (found.none()) {
      return List.of();
    }
    TableName target = mapping.target();
    if (!destination
        .columns()
        .keySet()
        .containsAll(ChosenColumns.names(found.unclear(), mapping))) {
      throw incompatible(
          "columns of "
              + mapping.source()
              + " were added or renamed, and which of it cannot be told any more: "
              + String.join(", ", ChosenColumns.names(found.unclear(), mapping))
              + "; give "
              + target
              + " the same columns",
          null);
    }
    List<Alteration> chosen = ChosenColumns.alterations(found.steps(), mapping);
    var alter = new AlterTable(target, there(destination));
    List<AlterTable.Step> steps = alter.steps(chosen);
    if (policy == DdlPolicy.STOP) {
      steps =
          steps.stream().filter(step -> alter.indispensable(step.alteration(), chosen)).toList();
    }
    if (steps.stream()
        .anyMatch(
            step -> policy == DdlPolicy.STOP || !ChosenColumns.keepsValues(step.alteration()))) {
      throw incompatible(
          mapping.source()
              + " has changed its columns; run at the destination: "
              + Sql.list(steps, "; ", AlterTable.Step::sql),
          null);
    }
    Map<Alteration, Added> added = new LinkedHashMap<>();
    for (Alteration alteration : chosen) {
      if (alteration instanceof Alteration.Add(var column)) {
        boolean here = steps.stream().anyMatch(step -> step.alteration().equals(alteration));
        added.put(alteration, new Added(column, here, atSource(mapping.source(), column)));
      }
    }
    for (AlterTable.Step step : steps) {
      perform(step, mapping, added.get(step.alteration()));
    }
    return List.copyOf(added.values());
  }

  /**
   * @param added null for what adds nothing
   */
  private void perform(AlterTable.Step step, TableMapping mapping, @Nullable Added added)
      throws SQLException {
    try {
      if (added != null) {
        add(added, mapping);
      } else {
        session.execute(step.sql());
      }
    } catch (SQLException e) {
      if (SqlFailures.isPassing(e)) {
        throw e;
      }
      if (SqlFailures.isPrivilegeMissing(e)) {
        throw new SluiceException(
            ErrorCode.PRIVILEGE_MISSING, "run as the owner of the table: " + step.sql(), e);
      }
      throw incompatible(
          "the destination refuses, with SQLSTATE " + e.getSQLState() + ": " + step.sql(), e);
    }
    log.accept("follows its source: " + step.sql());
  }

  private void add(Added added, TableMapping mapping) throws SQLException {
    ColumnSchema column = added.column();
    SourceColumn now = added.source();
    String alter = "ALTER TABLE " + Sql.name(mapping.target()) + " ";
    String name = Sql.name(column.name());
    if (now == null) {
      session.execute(alter + "ADD COLUMN " + name + " " + column.type());
      return;
    }
    session.execute(
        alter
            + "ADD COLUMN "
            + name
            + " "
            + now.type()
            + (now.collation() == null ? "" : " COLLATE " + now.collation())
            + (now.constantDefault() == null
                ? ""
                : " DEFAULT " + Sql.literal(now.constantDefault())));
    if (now.constantDefault() != null) {
      session.execute(alter + "ALTER COLUMN " + name + " DROP DEFAULT");
    }
    if (now.defaultExpression() != null) {
      attempt(alter + "ALTER COLUMN " + name + " SET DEFAULT " + now.defaultExpression());
    }
  }

  /**
   * A default is for those who write to the destination themselves; the log's rows bring values.
   */
  private void attempt(String sql) throws SQLException {
    Savepoint before = session.connection().setSavepoint();
    try {
      session.execute(sql);
      session.connection().releaseSavepoint(before);
    } catch (SQLException e) {
      if (SqlFailures.isPassing(e) || session.connection().isClosed()) {
        throw e;
      }
      session.connection().rollback(before);
      log.accept("left out, the destination cannot do it: " + sql);
    }
  }

  /**
   * Values that rows got when the column was added and that the destination cannot have are read
   * from the source. That they may be newer than the log's position does no harm, as with {@link
   * SourceRows} at all.
   */
  private void fill(TablePlan plan, TableName from, Added added) throws SQLException {
    SourceColumn now = added.source();
    Optional<TablePlan.Column> column =
        plan.columns().stream().filter(c -> c.name().equals(added.column().name())).findFirst();
    if (now == null
        || column.isEmpty()
        || !(now.perRow() || (!added.here() && now.constantDefault() != null))) {
      return;
    }
    if (plan.key().isEmpty()) {
      throw incompatible(
          "the rows of "
              + from
              + " got values in the new column "
              + added.column().name()
              + " that are not in the log, and the table has no key by which to read them; add the"
              + " column to "
              + plan.target()
              + " with its values",
          null);
    }
    source.eachWith(
        plan.source(), column.get().index(), rows -> sets.fill(plan, column.get(), rows));
  }

  /** What the source's catalog says now of a column that was added. */
  private @Nullable SourceColumn atSource(TableName table, ColumnSchema column) {
    return source.ask(table, open -> SourceColumn.find(open, table, column)).orElse(null);
  }

  private static Map<String, AlterTable.TargetColumn> there(DestinationTable table) {
    Map<String, AlterTable.TargetColumn> there = new HashMap<>();
    table
        .columns()
        .forEach(
            (name, column) ->
                there.put(
                    name,
                    new AlterTable.TargetColumn(
                        column.declared(), column.notNull(), column.required())));
    return there;
  }

  private static SluiceException incompatible(String detail, @Nullable Exception cause) {
    return new SluiceException(ErrorCode.SCHEMA_INCOMPATIBLE, detail, cause);
  }
}
