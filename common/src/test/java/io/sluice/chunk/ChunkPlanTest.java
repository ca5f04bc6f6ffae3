package io.sluice.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChunkPlanTest {
  @Test
  void aSmallTableIsOneChunkWithoutBounds() {
    assertThat(ChunkPlan.chunks(0, 0)).isEqualTo(1);
    assertThat(ChunkPlan.chunks(100_000, 1 << 20)).isEqualTo(1);
    assertThat(ChunkPlan.ranges(KeyOrder.INTEGER, List.of()))
        .containsExactly(new KeyRange(null, null));
  }

  @Test
  void manyRowsAndWideRowsMakeMoreChunks() {
    assertThat(ChunkPlan.chunks(2_000_000, 400L << 20)).isEqualTo(20);
    assertThat(ChunkPlan.chunks(1_000, 640L << 20)).isEqualTo(10);
    assertThat(ChunkPlan.chunks(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2)).isEqualTo(100_000);
  }

  @Test
  void cutsAreEvenFractionsOfTheKeys() {
    assertThat(ChunkPlan.fractions(4)).containsExactly(0.25, 0.5, 0.75);
    assertThat(ChunkPlan.fractions(1)).isEmpty();
  }

  @Test
  void repeatedCutsMakeNoEmptyRange() {
    assertThat(ChunkPlan.ranges(KeyOrder.INTEGER, List.of("7", "-3", "7", "10")))
        .containsExactly(
            new KeyRange(null, "-3"),
            new KeyRange("-3", "7"),
            new KeyRange("7", "10"),
            new KeyRange("10", null));
  }

  @Test
  void everyKeyIsInExactlyOneRange() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var kind : KeyOrder.values()) {
      for (int round = 0; round < 200; round++) {
        var cuts = Stream.generate(() -> key(kind, random)).limit(random.nextInt(20)).toList();
        var ranges = ChunkPlan.ranges(kind, cuts);
        var keys = new ArrayList<>(cuts);
        Stream.generate(() -> key(kind, random)).limit(50).forEach(keys::add);
        for (String key : keys) {
          assertThat(ranges.stream().filter(range -> holds(kind, range, key))).hasSize(1);
        }
      }
    }
  }

  private static boolean holds(KeyOrder kind, KeyRange range, String key) {
    return (range.low() == null || kind.compare(key, range.low()) >= 0)
        && (range.high() == null || kind.compare(key, range.high()) < 0);
  }

  private static String key(KeyOrder kind, Random random) {
    return switch (kind) {
      case INTEGER ->
          String.valueOf(random.nextBoolean() ? random.nextLong() : random.nextInt(-5, 5));
      case UUID -> new UUID(random.nextLong(), random.nextLong()).toString();
      case TEXT -> Integer.toString(random.nextInt(1000), 36);
    };
  }
}
