package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Map<String, String> WANTED = Map.of("1", "one", "2", "null");

  @Test
  void equalRowsAreEqual() {
    assertThat(differ(Map.copyOf(WANTED)).none()).isTrue();
  }

  @Test
  void everyKindOfDifferenceIsSeen() {
    assertThat(found(Map.of("1", "one")).lost()).as("a missing row").isEqualTo(1);
    assertThat(found(Map.of("1", "onf", "2", "null")).lost()).as("a flipped bit").isEqualTo(1);
    assertThat(found(Map.of("1", "one", "2", "")).lost()).as("empty for NULL").isEqualTo(1);
    assertThat(found(Map.of("1", "one", "15", "x", "2", "null", "3", "x")).extra())
        .as("rows too many")
        .isEqualTo(2);
    assertThat(found(Map.of()).lost()).as("all rows").isEqualTo(2);
  }

  private static Comparison.Difference found(Map<String, String> rows) {
    var difference = differ(rows);
    assertThat(difference.none()).isFalse();
    assertThat(difference.example()).startsWith("t ");
    return difference;
  }

  private static Comparison.Difference differ(Map<String, String> rows) {
    return Comparison.differ(
        "t",
        new TreeMap<>(WANTED).entrySet().iterator(),
        new TreeMap<>(rows).entrySet().iterator());
  }
}
