package io.sluice.writer.full;

import io.sluice.change.TableSchema;
import io.sluice.chunk.KeyOrder;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.text.Sql;
import io.sluice.writer.plan.Alterations;
import io.sluice.writer.postgres.checkpoint.ChunkRecord;
import io.sluice.writer.postgres.schema.Column;
import io.sluice.writer.postgres.schema.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one table are copied.
 *
 * @param columns those whose values are copied
 * @param key at the source; empty when there is none
 * @param binary whether the binary form means the same on both sides
 * @param keyColumn first column of the replica identity, by which the log tells rows apart and the
 *     table is cut; null when it cannot be cut into ranges
 * @param order of its values; null when it cannot be cut
 * @param partitioned its rows are in its partitions, not in itself
 * @param described the source table as the destination follows it
 * @param chosen the columns that the project names; null for all
 */
record TableCopy(
    TableName source,
    TableName target,
    List<String> columns,
    List<String> key,
    boolean binary,
    @Nullable String keyColumn,
    @Nullable KeyOrder order,
    boolean partitioned,
    @Nullable String condition,
    TableSchema described,
    @Nullable List<String> chosen) {

  /**
   * @param source with the columns chosen only
   * @param described what the destination follows
   * @throws SluiceException SCHEMA_INCOMPATIBLE when the destination lacks the table or a column
   */
  static TableCopy of(
      TableMapping mapping, Table source, TableSchema described, @Nullable Table destination) {
    if (destination == null) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE, "the destination has no table " + mapping.target());
    }
    KeyOrder order = source.order();
    boolean binary = true;
    for (var column : source.columns()) {
      var there =
          destination
              .column(column.name())
              .orElseThrow(
                  () ->
                      new SluiceException(
                          ErrorCode.SCHEMA_INCOMPATIBLE,
                          mapping.target() + " has no column " + column.name()));
      binary &= !column.copied() || (column.wire() != null && column.wire().equals(there.wire()));
    }
    return new TableCopy(
        mapping.source(),
        mapping.target(),
        source.columns().stream().filter(Column::copied).map(Column::name).toList(),
        source.key(),
        binary,
        order == null ? null : source.identity().getFirst(),
        order,
        source.partitioned(),
        mapping.condition(),
        described,
        mapping.columns());
  }

  /**
   * Rows of other columns than the destination follows would be copied in part, and what is missing
   * would never come: it is older than the log.
   *
   * @param now the source table as the rows to be copied have it
   * @throws SluiceException SCHEMA_INCOMPATIBLE
   */
  void refuseAltered(TableSchema now) {
    var steps = Alterations.between(described, now).touching(chosen);
    if (!steps.isEmpty()) {
      throw new SluiceException(
          ErrorCode.SCHEMA_INCOMPATIBLE,
          source
              + " has changed its columns before all of its rows were copied; undo that at the"
              + " source and resume, or release the project, drop "
              + target
              + " and begin again");
    }
  }

  /** Reads a chunk's rows. */
  String copyOut(ChunkRecord chunk) {
    var conditions = new ArrayList<String>();
    if (condition != null) {
      conditions.add(condition);
    }
    conditions.addAll(chunk.within());
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    return "copy (select %s from %s%s%s) to stdout%s"
        .formatted(
            Sql.names(columns), partitioned ? "" : "only ", Sql.name(source), where, format());
  }

  /**
   * Makes the rows of a chunk those that wait to be merged, and touches none that is so already: at
   * first what is not among them goes, so that no value that has to be unique is in the way, then
   * what is missing comes. Each counts what it does.
   *
   * @param stage where they wait
   */
  List<String> makeEqual(ChunkRecord chunk, String stage) {
    String there = Sql.name(target);
    if (key.isEmpty()) {
      return List.of(
          counting("delete from " + there),
          counting(
              "insert into %1$s (%2$s) overriding system value select %2$s from %3$s"
                  .formatted(there, Sql.names(columns), stage)));
    }
    String sameKey =
        Sql.list(key, " and ", column -> "s.%1$s = t.%1$s".formatted(Sql.name(column)));
    String sameRow =
        "row(%s)::text = row(%s)::text"
            .formatted(
                Sql.list(columns, ", ", column -> "s." + Sql.name(column)),
                Sql.list(columns, ", ", column -> "t." + Sql.name(column)));
    var where = new ArrayList<>(chunk.within());
    where.add("not exists (select from %s s where %s and %s)".formatted(stage, sameKey, sameRow));
    return List.of(
        counting("delete from " + there + " t where " + String.join(" and ", where)),
        counting(
            "insert into %1$s (%2$s) overriding system value select %2$s from %3$s s"
                    .formatted(there, Sql.names(columns), stage)
                + " where not exists (select from "
                + there
                + " t where "
                + sameKey
                + ")"));
  }

  private static String counting(String change) {
    return "with done as (" + change + " returning 1) select count(*) from done";
  }

  /**
   * @param table the target, or where rows wait to be merged into it, as SQL names it
   */
  String copyIn(String table) {
    return "copy %s (%s) from stdin%s".formatted(table, Sql.names(columns), format());
  }

  private String format() {
    return binary ? " (format binary)" : "";
  }
}
