package io.sluice.contract;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a verification has found of one table. Rows that a project does not bring over on purpose
 * (by its filter, its columns, its kinds of change) are no differences.
 *
 * @param compared rows of the source that were looked at
 * @param missing rows of the source that the destination does not have
 * @param extra rows of the destination that the source does not have
 * @param different rows that both have, with other values
 * @param unsettled rows that changed too often to be told the same or not
 * @param keyColumns by which rows are told apart; empty for a table without a key, whose rows are
 *     only counted
 * @param differences the first of them, each with its key
 * @param position of the source's log that the destination had reached at the last look
 * @param at when its last rows were looked at
 * @param remark what else has to be known to read the figures; null when nothing has
 */
public record TableComparison(
    TableName source,
    TableName target,
    long compared,
    long missing,
    long extra,
    long different,
    long unsettled,
    List<String> keyColumns,
    List<Difference> differences,
    long position,
    Instant at,
    @Nullable String remark) {
  /** So many are told of a table. */
  public static final int MOST = 1_000;

  public TableComparison {
    keyColumns = List.copyOf(keyColumns);
    differences = List.copyOf(differences);
  }

  /** What is wrong with a row of the destination. */
  public enum Kind {
    MISSING,
    EXTRA,
    DIFFERENT
  }

  /**
   * A row that is not the same on both sides.
   *
   * @param key the values of the key columns, as text
   * @param columns those whose values are not the same; empty unless both sides have the row
   */
  public record Difference(Kind kind, List<String> key, List<String> columns) {
    public Difference {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
    }
  }

  /** Counts of rows of several tables, by what they are: compared, missing, and so on. */
  public static Map<String, String> totals(Collection<TableComparison> all) {
    var totals = new LinkedHashMap<String, String>();
    total(totals, "compared", all, TableComparison::compared);
    total(totals, "missing", all, TableComparison::missing);
    total(totals, "extra", all, TableComparison::extra);
    total(totals, "different", all, TableComparison::different);
    total(totals, "unsettled", all, TableComparison::unsettled);
    return totals;
  }

  private static void total(
      Map<String, String> totals,
      String what,
      Collection<TableComparison> all,
      ToLongFunction<TableComparison> count) {
    totals.put(what, String.valueOf(all.stream().mapToLong(count).sum()));
  }

  /** Of both parts of a table together. */
  public TableComparison and(TableComparison other) {
    return new TableComparison(
        source,
        target,
        compared + other.compared,
        missing + other.missing,
        extra + other.extra,
        different + other.different,
        unsettled + other.unsettled,
        keyColumns,
        Stream.concat(differences.stream(), other.differences.stream()).limit(MOST).toList(),
        Math.max(position, other.position),
        at.isAfter(other.at) ? at : other.at,
        remark);
  }

  /** How many rows are not the same on both sides. */
  public long found() {
    return missing + extra + different;
  }
}
