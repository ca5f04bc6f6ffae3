package io.sluice.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.ColumnSchema;
import io.sluice.store.postgres.ColumnNumbers.CatalogColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ColumnNumbersTest {
  private static final int NONE = ColumnSchema.UNNUMBERED;

  @Test
  void aCatalogThatIsNotAheadTellsAll() {
    assertThat(numbers("id a b", "id a b")).containsExactly(1, 2, 3);
    assertThat(numbers("id b", "id - b")).containsExactly(1, 3);
  }

  @Test
  void aColumnThatWasRenamedSinceIsFoundByItsPlace() {
    assertThat(numbers("id a b", "id x b")).containsExactly(1, 2, 3);
    assertThat(numbers("id a", "id x y")).containsExactly(1, 2);
    assertThat(numbers("id a b", "id b a")).containsExactly(1, 2, 3);
  }

  @Test
  void aColumnThatWasDroppedSinceIsFoundByItsPlace() {
    assertThat(numbers("id a b", "id - b")).containsExactly(1, 2, 3);
    assertThat(numbers("id a", "id -")).containsExactly(1, 2);
  }

  @Test
  void whatCannotBeToldIsLeftOpen() {
    assertThat(numbers("id a", "id - x")).containsExactly(1, NONE);
    assertThat(numbers("id a b", "id - x b")).containsExactly(1, 3, 4);
    assertThat(numbers("id a b c", "id - - x c")).containsExactly(1, NONE, NONE, 5);
  }

  @Test
  void aNumberThatIsGivenIsTheRightOneUnlessANameWasUsedAgain() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int told = 0;
    for (int round = 0; round < 20_000; round++) {
      List<CatalogColumn> catalog = new ArrayList<>(List.of(new CatalogColumn(1, "id", false)));
      alter(catalog, random, 6);
      List<CatalogColumn> then = catalog.stream().filter(k -> !k.dropped()).toList();
      alter(catalog, random, 3);
      var numbers = ColumnNumbers.of(then.stream().map(CatalogColumn::name).toList(), catalog);
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.get(i) != NONE) {
          assertThat(numbers.get(i))
              .as("seed %d round %d: %s in %s", seed, round, then, catalog)
              .isEqualTo(then.get(i).number());
          told++;
        }
      }
    }
    assertThat(told).isGreaterThan(15_000);
  }

  private static void alter(List<CatalogColumn> catalog, Random random, int most) {
    for (int i = 0; i <= random.nextInt(most); i++) {
      int at = random.nextInt(catalog.size());
      CatalogColumn known = catalog.get(at);
      switch (random.nextInt(3)) {
        case 0 ->
            catalog.add(new CatalogColumn(catalog.size() + 1, "n" + random.nextLong(), false));
        case 1 -> catalog.set(at, new CatalogColumn(known.number(), known.name(), true));
        default ->
            catalog.set(
                at, new CatalogColumn(known.number(), "r" + random.nextLong(), known.dropped()));
      }
    }
  }

  private static List<Integer> numbers(String message, String catalog) {
    List<CatalogColumn> known = new ArrayList<>();
    for (String name : catalog.split(" ")) {
      known.add(new CatalogColumn(known.size() + 1, name, name.equals("-")));
    }
    return ColumnNumbers.of(List.of(message.split(" ")), known);
  }
}
