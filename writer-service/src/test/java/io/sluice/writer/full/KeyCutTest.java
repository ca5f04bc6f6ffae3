package io.sluice.writer.full;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.writer.checkpoint.KeyKind;
import io.sluice.writer.full.KeyCut.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyCutTest {
  @Test
  void aSmallTableIsOneChunkWithoutBounds() {
    assertThat(KeyCut.chunks(0, 0)).isEqualTo(1);
    assertThat(KeyCut.chunks(100_000, 1 << 20)).isEqualTo(1);
    assertThat(KeyCut.ranges(KeyKind.INTEGER, List.of())).containsExactly(new Range(null, null));
  }

  @Test
  void manyRowsAndWideRowsMakeMoreChunks() {
    assertThat(KeyCut.chunks(2_000_000, 400L << 20)).isEqualTo(20);
    assertThat(KeyCut.chunks(1_000, 640L << 20)).isEqualTo(10);
    assertThat(KeyCut.chunks(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2)).isEqualTo(100_000);
  }

  @Test
  void cutsAreEvenFractionsOfTheKeys() {
    assertThat(KeyCut.fractions(4)).containsExactly(0.25, 0.5, 0.75);
    assertThat(KeyCut.fractions(1)).isEmpty();
  }

  @Test
  void repeatedCutsMakeNoEmptyRange() {
    assertThat(KeyCut.ranges(KeyKind.INTEGER, List.of("7", "-3", "7", "10")))
        .containsExactly(
            new Range(null, "-3"),
            new Range("-3", "7"),
            new Range("7", "10"),
            new Range("10", null));
  }

  @Test
  void everyKeyIsInExactlyOneRange() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var kind : KeyKind.values()) {
      for (int round = 0; round < 200; round++) {
        var cuts = Stream.generate(() -> key(kind, random)).limit(random.nextInt(20)).toList();
        var ranges = KeyCut.ranges(kind, cuts);
        var keys = new ArrayList<>(cuts);
        Stream.generate(() -> key(kind, random)).limit(50).forEach(keys::add);
        for (String key : keys) {
          assertThat(ranges.stream().filter(range -> holds(kind, range, key))).hasSize(1);
        }
      }
    }
  }

  private static boolean holds(KeyKind kind, Range range, String key) {
    return (range.low() == null || kind.compare(key, range.low()) >= 0)
        && (range.high() == null || kind.compare(key, range.high()) < 0);
  }

  private static String key(KeyKind kind, Random random) {
    return switch (kind) {
      case INTEGER ->
          String.valueOf(random.nextBoolean() ? random.nextLong() : random.nextInt(-5, 5));
      case UUID -> new UUID(random.nextLong(), random.nextLong()).toString();
    };
  }
}
