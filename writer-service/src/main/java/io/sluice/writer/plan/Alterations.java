package io.sluice.writer.plan;

import io.sluice.change.ColumnSchema;
import io.sluice.change.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a source table between two of its descriptions. Pure.
 *
 * @param steps in an order in which they can be performed, except that names may have to be swapped
 * @param unclear columns of the later description that may be new or may be one of the earlier
 *     under another name: the source's catalog had moved on before it could be asked
 */
public record Alterations(List<Alteration> steps, List<ColumnSchema> unclear) {
  public Alterations {
    steps = List.copyOf(steps);
    unclear = List.copyOf(unclear);
  }

  public boolean none() {
    return steps.isEmpty() && unclear.isEmpty();
  }

  /**
   * The steps that touch these columns, or those that may.
   *
   * @param columns null for all, also those that were added
   */
  public List<Alteration> touching(@Nullable List<String> columns) {
    List<Alteration> touching = new ArrayList<>();
    unclear.forEach(column -> touching.add(new Alteration.Add(column)));
    touching.addAll(steps);
    touching.removeIf(
        step ->
            switch (step) {
              case Alteration.Add _ -> columns != null;
              case Alteration.Drop(var name) -> columns != null && !columns.contains(name);
              case Alteration.Rename(var from, _) -> columns != null && !columns.contains(from);
              case Alteration.ChangeType(var name, _, _) ->
                  columns != null && !columns.contains(name);
              case Alteration.AllowNull _ -> true;
            });
    return touching;
  }

  public static Alterations between(TableSchema earlier, TableSchema later) {
    Map<ColumnSchema, ColumnSchema> was = pairs(earlier, later);
    List<Alteration> dropped = new ArrayList<>();
    List<ColumnSchema> gone = new ArrayList<>(earlier.columns());
    gone.removeAll(was.values());
    List<ColumnSchema> come = new ArrayList<>(later.columns());
    come.removeAll(was.keySet());
    boolean guess = gone.stream().anyMatch(g -> come.stream().anyMatch(c -> !toldApart(g, c)));
    if (!guess) {
      gone.forEach(column -> dropped.add(new Alteration.Drop(column.name())));
    }
    List<Alteration> steps = new ArrayList<>(dropped);
    was.forEach((now, before) -> compare(before, now, steps));
    if (!guess) {
      come.forEach(column -> steps.add(new Alteration.Add(column)));
    }
    return new Alterations(steps, guess ? come : List.of());
  }

  /**
   * The later description with the numbers that only the earlier one has: a source that was asked
   * too late cannot tell them any more.
   */
  public static TableSchema numbered(@Nullable TableSchema earlier, TableSchema later) {
    if (earlier == null) {
      return later;
    }
    Map<ColumnSchema, ColumnSchema> was = pairs(earlier, later);
    List<ColumnSchema> columns = new ArrayList<>();
    for (ColumnSchema column : later.columns()) {
      ColumnSchema before = was.get(column);
      columns.add(
          column.number() != ColumnSchema.UNNUMBERED || before == null
              ? column
              : new ColumnSchema(
                  column.name(), column.type(), column.nullable(), column.key(), before.number()));
    }
    return new TableSchema(later.id(), later.schema(), later.table(), columns);
  }

  /** What each column of a description is in a later one; one that is gone is not among them. */
  public static Map<ColumnSchema, ColumnSchema> successors(TableSchema of, TableSchema later) {
    Map<ColumnSchema, ColumnSchema> now = new HashMap<>();
    pairs(of, later).forEach((after, before) -> now.put(before, after));
    return now;
  }

  /** Each later column that was there earlier, with what it was then, in the later order. */
  private static Map<ColumnSchema, ColumnSchema> pairs(TableSchema earlier, TableSchema later) {
    Map<ColumnSchema, ColumnSchema> was = new LinkedHashMap<>();
    for (ColumnSchema column : later.columns()) {
      earlier.columns().stream()
          .filter(before -> same(before, column))
          .findFirst()
          .ifPresent(before -> was.put(column, before));
    }
    return was;
  }

  private static boolean same(ColumnSchema earlier, ColumnSchema later) {
    return toldApart(earlier, later)
        ? earlier.number() == later.number()
        : Objects.equals(earlier.name(), later.name());
  }

  private static boolean toldApart(ColumnSchema one, ColumnSchema other) {
    return one.number() != ColumnSchema.UNNUMBERED && other.number() != ColumnSchema.UNNUMBERED;
  }

  private static void compare(ColumnSchema before, ColumnSchema now, List<Alteration> steps) {
    if (!before.name().equals(now.name())) {
      steps.add(new Alteration.Rename(before.name(), now.name()));
    }
    if (!before.type().equals(now.type())) {
      steps.add(new Alteration.ChangeType(now.name(), before.type(), now.type()));
    }
    if (!before.nullable() && now.nullable()) {
      steps.add(new Alteration.AllowNull(now.name()));
    }
  }
}
