package io.sluice.store.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.change.ColumnSchema;
import io.sluice.store.source.ColumnNumbers.Known;
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
  void whatCanNotBeToldIsLeftOpen() {
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
      List<Known> catalog = new ArrayList<>(List.of(new Known(1, "id", false)));
      alter(catalog, random, 6);
      List<Known> then = catalog.stream().filter(k -> !k.dropped()).toList();
      alter(catalog, random, 3);
      var numbers = ColumnNumbers.of(then.stream().map(Known::name).toList(), catalog);
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

  private static void alter(List<Known> catalog, Random random, int most) {
    for (int i = 0; i <= random.nextInt(most); i++) {
      int at = random.nextInt(catalog.size());
      Known known = catalog.get(at);
      switch (random.nextInt(3)) {
        case 0 -> catalog.add(new Known(catalog.size() + 1, "n" + random.nextLong(), false));
        case 1 -> catalog.set(at, new Known(known.number(), known.name(), true));
        default ->
            catalog.set(at, new Known(known.number(), "r" + random.nextLong(), known.dropped()));
      }
    }
  }

  private static List<Integer> numbers(String message, String catalog) {
    List<Known> known = new ArrayList<>();
    for (String name : catalog.split(" ")) {
      known.add(new Known(known.size() + 1, name, name.equals("-")));
    }
    return ColumnNumbers.of(List.of(message.split(" ")), known);
  }
}
