package io.sluice.compare;

import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableComparison.Difference;
import io.sluice.contract.TableComparison.Kind;
import io.sluice.contract.TableMapping;
import io.sluice.postgres.ChunkSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gathers what is found of a table, or of a part of it. */
public final class Findings implements Settlement.Told {
  private static final Map<Kind, ChangeKind> WRITTEN_BY =
      Map.of(
          Kind.MISSING, ChangeKind.INSERT,
          Kind.EXTRA, ChangeKind.DELETE,
          Kind.DIFFERENT, ChangeKind.UPDATE);

  private final TableMapping mapping;
  private final List<String> keyColumns;
  private final Set<ChangeKind> written;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Difference> differences = new ArrayList<>();
  private long unsettled;

  /**
   * @param keyColumns empty for a table whose rows are counted only
   * @param written the kinds of change that the project writes: what the others would have made is
   *     no difference
   */
  public Findings(TableMapping mapping, List<String> keyColumns, Set<ChangeKind> written) {
    this.mapping = mapping;
    this.keyColumns = List.copyOf(keyColumns);
    this.written = Set.copyOf(written);
  }

  @Override
  public void differs(List<String> key, Suspect suspect) {
    Kind kind = suspect.kind();
    if (!written.contains(WRITTEN_BY.get(kind))) {
      return;
    }
    counts.merge(kind, suspect.count(), Long::sum);
    if (!keyColumns.isEmpty() && differences.size() < TableComparison.MOST) {
      differences.add(new Difference(kind, key, List.of()));
    }
  }

  @Override
  public void unsettled(long rows) {
    unsettled += rows;
  }

  /** Keys of the rows that both sides have, with other values. */
  public List<List<String>> different() {
    return differences.stream()
        .filter(one -> one.kind() == Kind.DIFFERENT)
        .map(Difference::key)
        .toList();
  }

  /**
   * @param names of the columns that are compared
   * @param source digests of each column's values, by key
   */
  public void columns(
      List<String> names,
      Map<List<String>, List<String>> source,
      Map<List<String>, List<String>> other) {
    differences.replaceAll(
        one -> {
          var here = source.get(one.key());
          var there = other.get(one.key());
          return one.kind() != Kind.DIFFERENT || here == null || there == null
              ? one
              : new Difference(one.kind(), one.key(), unlike(names, here, there));
        });
  }

  private static List<String> unlike(List<String> names, List<String> here, List<String> there) {
    var unlike = new ArrayList<String>();
    for (int i = 0; i < here.size(); i++) {
      if (!here.get(i).equals(there.get(i))) {
        unlike.add(names.get(i));
      }
    }
    return unlike;
  }

  /**
   * @param rows of the source that were looked at
   * @param last look at the source
   * @param keyText makes the values of the key columns of what a row is told apart by
   */
  public TableComparison of(
      long rows, ChunkSnapshot last, @Nullable String remark, UnaryOperator<List<String>> keyText) {
    return new TableComparison(
        mapping.source(),
        mapping.target(),
        rows,
        counts.getOrDefault(Kind.MISSING, 0L),
        counts.getOrDefault(Kind.EXTRA, 0L),
        counts.getOrDefault(Kind.DIFFERENT, 0L),
        unsettled,
        keyColumns,
        differences.stream()
            .map(one -> new Difference(one.kind(), keyText.apply(one.key()), one.columns()))
            .toList(),
        last.position(),
        last.time(),
        remark);
  }
}
