package io.sluice.writer.full;

import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.writer.checkpoint.ChunkRecord;
import io.sluice.writer.checkpoint.KeyKind;
import io.sluice.writer.ddl.Alterations;
import io.sluice.writer.dialect.Quoted;
import io.sluice.writer.schema.Column;
import io.sluice.writer.schema.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of one table are copied.
 *
 * @param columns those whose values are copied
 * @param key at the source; empty when there is none
 * @param binary whether the binary form means the same on both sides
 * @param keyKind kind of the key's first column, or null when it can not be cut into ranges
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
    @Nullable KeyKind keyKind,
    boolean partitioned,
    @Nullable String filter,
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
        keyKind(source),
        source.partitioned(),
        checked(mapping),
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

  private static @Nullable KeyKind keyKind(Table source) {
    if (source.key().isEmpty()) {
      return null;
    }
    return switch (source.column(source.key().getFirst()).orElseThrow().type()) {
      case "smallint", "integer", "bigint" -> KeyKind.INTEGER;
      case "uuid" -> KeyKind.UUID;
      default -> null;
    };
  }

  /** COPY goes by the simple protocol, in which a semicolon begins another statement. */
  private static @Nullable String checked(TableMapping mapping) {
    String filter = mapping.filter();
    if (filter != null && filter.indexOf(';') >= 0) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "the filter of " + mapping.source() + " contains a semicolon");
    }
    return filter;
  }

  /** Reads a chunk's rows. */
  String copyOut(ChunkRecord chunk) {
    var where = new StringBuilder();
    if (filter != null) {
      and(where, "(" + filter + "\n)"); // the line break ends a comment that it may end with
    }
    if (chunk.keyColumn() != null) {
      String column = Quoted.name(chunk.keyColumn());
      if (chunk.low() != null) {
        and(where, column + " >= " + literal(chunk.kind(), chunk.low()));
      }
      if (chunk.high() != null) {
        and(where, column + " < " + literal(chunk.kind(), chunk.high()));
      }
    }
    return "copy (select %s from %s%s%s) to stdout%s"
        .formatted(
            Quoted.names(columns),
            partitioned ? "" : "only ",
            Quoted.table(source),
            where,
            format());
  }

  private static void and(StringBuilder where, String condition) {
    where.append(where.isEmpty() ? " where " : " and ").append(condition);
  }

  private static String literal(@Nullable KeyKind kind, String key) {
    return Quoted.text(key) + (kind == KeyKind.UUID ? "::uuid" : "::bigint");
  }

  /**
   * @param table the target, or where rows wait to be merged into it, as SQL names it
   */
  String copyIn(String table) {
    return "copy %s (%s) from stdin%s".formatted(table, Quoted.names(columns), format());
  }

  private String format() {
    return binary ? " (format binary)" : "";
  }
}
