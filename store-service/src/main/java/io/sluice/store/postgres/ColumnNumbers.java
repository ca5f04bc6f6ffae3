package io.sluice.store.postgres;

import io.sluice.change.ColumnSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the numbers of a table's columns as a relation message has them in the catalog as it is
 * now, which may be ahead: columns may have been renamed, dropped and added since. Pure.
 *
 * <p>What helps is that a message has the columns in the order of their numbers, that numbers are
 * given in rising order and never again, and that dropped ones stay in the catalog without their
 * name.
 */
final class ColumnNumbers {
  /** A column of the catalog, by its number. */
  record CatalogColumn(int number, String name, boolean dropped) {}

  private ColumnNumbers() {}

  /**
   * @param names as the message has them
   * @param catalog all columns that may be in a message, in the order of their numbers
   * @return a number for each name; {@link ColumnSchema#UNNUMBERED} where it cannot be told
   */
  static List<Integer> of(List<String> names, List<CatalogColumn> catalog) {
    Map<String, Integer> byName = new HashMap<>();
    for (CatalogColumn known : catalog) {
      if (!known.dropped()) {
        byName.put(known.name(), known.number());
      }
    }
    List<Integer> numbers = new ArrayList<>();
    names.forEach(name -> numbers.add(byName.getOrDefault(name, ColumnSchema.UNNUMBERED)));
    if (!rising(numbers)) {
      // Names were handed round since.
      numbers.replaceAll(_ -> ColumnSchema.UNNUMBERED);
    }
    fill(numbers, catalog);
    return numbers;
  }

  private static boolean rising(List<Integer> numbers) {
    int last = 0;
    for (int number : numbers) {
      if (number != ColumnSchema.UNNUMBERED) {
        if (number < last) {
          return false;
        }
        last = number;
      }
    }
    return true;
  }

  /** Between two columns that are known there is room for just so many others. */
  private static void fill(List<Integer> numbers, List<CatalogColumn> catalog) {
    int from = 0;
    while (from < numbers.size()) {
      if (numbers.get(from) != ColumnSchema.UNNUMBERED) {
        from++;
        continue;
      }
      int to = from;
      while (to < numbers.size() && numbers.get(to) == ColumnSchema.UNNUMBERED) {
        to++;
      }
      int low = from == 0 ? 0 : numbers.get(from - 1);
      int high = to == numbers.size() ? Integer.MAX_VALUE : numbers.get(to);
      List<Integer> found = room(catalog, low, high, to - from);
      for (int i = 0; i < found.size(); i++) {
        numbers.set(from + i, found.get(i));
      }
      from = to;
    }
  }

  /** The numbers of these many columns between two numbers; empty when they cannot be told. */
  private static List<Integer> room(List<CatalogColumn> catalog, int low, int high, int count) {
    List<CatalogColumn> between =
        catalog.stream().filter(k -> k.number() > low && k.number() < high).toList();
    List<Integer> all = between.stream().map(CatalogColumn::number).toList();
    List<Integer> still =
        between.stream().filter(k -> !k.dropped()).map(CatalogColumn::number).toList();
    if (all.size() == count) {
      return all;
    }
    if (high == Integer.MAX_VALUE) {
      // Some may have been added since, after those that were there; unless any of them is gone.
      return all.size() == still.size() && all.size() > count ? all.subList(0, count) : List.of();
    }
    return still.size() == count ? still : List.of();
  }
}
