package io.sluice.writer.verify;

import io.sluice.contract.SyncOptions.ChangeKind;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableComparison.Difference;
import io.sluice.contract.TableComparison.Kind;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.writer.postgres.compare.ComparedTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what is found of one chunk. */
final class Findings implements Settlement.Told {
  private static final Map<Kind, ChangeKind> WRITTEN_BY =
      Map.of(
          Kind.MISSING, ChangeKind.INSERT,
          Kind.EXTRA, ChangeKind.DELETE,
          Kind.DIFFERENT, ChangeKind.UPDATE);

  private final ComparedTable table;
  private final Set<ChangeKind> written;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final List<Difference> differences = new ArrayList<>();
  private long unsettled;

  /**
   * @param written the kinds of change that the project writes: what the others would have made is
   *     no difference
   */
  Findings(ComparedTable table, Set<ChangeKind> written) {
    this.table = table;
    this.written = Set.copyOf(written);
  }

  @Override
  public void differs(List<String> key, Suspect suspect) {
    Kind kind = suspect.kind();
    if (!written.contains(WRITTEN_BY.get(kind))) {
      return;
    }
    counts.merge(kind, suspect.count(), Long::sum);
    if (!table.key().isEmpty() && differences.size() < TableComparison.MOST) {
      differences.add(new Difference(kind, key, List.of()));
    }
  }

  @Override
  public void unsettled(long rows) {
    unsettled += rows;
  }

  /** Keys of the rows that both sides have, with other values. */
  List<List<String>> different() {
    return differences.stream()
        .filter(one -> one.kind() == Kind.DIFFERENT)
        .map(Difference::key)
        .toList();
  }

  /**
   * @param source digests of each column's values, by key
   */
  void columns(Map<List<String>, List<String>> source, Map<List<String>, List<String>> other) {
    differences.replaceAll(
        one -> {
          var here = source.get(one.key());
          var there = other.get(one.key());
          return one.kind() != Kind.DIFFERENT || here == null || there == null
              ? one
              : new Difference(one.kind(), one.key(), unlike(here, there));
        });
  }

  private List<String> unlike(List<String> here, List<String> there) {
    var unlike = new ArrayList<String>();
    for (int i = 0; i < here.size(); i++) {
      if (!here.get(i).equals(there.get(i))) {
        unlike.add(table.columns().get(i).name());
      }
    }
    return unlike;
  }

  TableComparison of(long rows, ChunkSnapshot last, @Nullable String remark) {
    return new TableComparison(
        table.source(),
        table.mapping().target(),
        rows,
        counts.getOrDefault(Kind.MISSING, 0L),
        counts.getOrDefault(Kind.EXTRA, 0L),
        counts.getOrDefault(Kind.DIFFERENT, 0L),
        unsettled,
        table.keyColumns(),
        differences,
        last.position(),
        last.time(),
        remark);
  }
}
