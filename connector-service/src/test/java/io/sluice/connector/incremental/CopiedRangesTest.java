package io.sluice.connector.incremental;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.connector.position.KeyOrder;
import io.sluice.connector.position.Mark;
import io.sluice.contract.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CopiedRangesTest {
  private static final TableName TABLE = new TableName("public", "t");

  /** Up to 10 read before transaction 100, up to 20 after it, the rest after 200. */
  private final CopiedRanges ranges =
      CopiedRanges.of(
          List.of(
              chunk(0, null, "20", segment("10", "100:100:", 5), segment("20", "101:101:", 6)),
              chunk(1, "20", null, segment(null, "201:201:", 7))));

  @Test
  void aKeyIsJudgedByTheSnapshotItWasReadUnder() {
    assertThat(saw("-3", 100)).isFalse();
    assertThat(saw("10", 100)).isFalse();
    assertThat(saw("11", 100)).isTrue();
    assertThat(saw("20", 150)).isFalse();
    assertThat(saw("21", 150)).isTrue();
    assertThat(saw("99999999999999999999", 201)).isFalse();
  }

  @Test
  void theCeilingIsTheLastPosition() {
    assertThat(ranges.ceiling()).isEqualTo(7);
  }

  @Test
  void aTruncateIsSeenByAllOrNoneOrSome() {
    assertThat(ranges.sawAlike(99)).isTrue();
    assertThat(ranges.sawAlike(300)).isFalse();
    assertThat(ranges.sawAlike(150)).isNull();
  }

  private Boolean saw(String key, long transaction) {
    return ranges.saw(key.getBytes(UTF_8), transaction);
  }

  private static Mark.Segment segment(@Nullable String through, String snapshot, long position) {
    return new Mark.Segment(through, snapshot, position);
  }

  private static Mark.Chunk chunk(
      int number, @Nullable String low, @Nullable String high, Mark.Segment... segments) {
    return new Mark.Chunk(
        1, TABLE, number, "id", KeyOrder.INTEGER, low, high, List.of(segments), 0, true);
  }
}
