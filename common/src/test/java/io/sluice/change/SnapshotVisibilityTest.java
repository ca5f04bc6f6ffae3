package io.sluice.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotVisibilityTest {
  @Test
  void seesWhatHadCommittedAndNothingElse() {
    var snapshot = SnapshotVisibility.parse("100:105:100,103");

    assertThat(snapshot.sees(99)).isTrue();
    assertThat(snapshot.sees(100)).isFalse();
    assertThat(snapshot.sees(101)).isTrue();
    assertThat(snapshot.sees(103)).isFalse();
    assertThat(snapshot.sees(104)).isTrue();
    assertThat(snapshot.sees(105)).isFalse();
    assertThat(snapshot.sees(106)).isFalse();
  }

  @Test
  void seesEverythingOlderWhenNothingWasRunning() {
    var snapshot = SnapshotVisibility.parse("742:742:");

    assertThat(snapshot.sees(741)).isTrue();
    assertThat(snapshot.sees(742)).isFalse();
  }

  @Test
  void followsTransactionIdsAroundTheirWrap() {
    long epoch = 1L << 32;
    var after = SnapshotVisibility.parse((epoch + 10) + ":" + (epoch + 20) + ":" + (epoch + 10));
    assertThat(after.sees(0xFFFFFFF0L)).isTrue();
    assertThat(after.sees(10)).isFalse();
    assertThat(after.sees(11)).isTrue();
    assertThat(after.sees(20)).isFalse();

    var before = SnapshotVisibility.parse((epoch - 10) + ":" + (epoch - 5) + ":");
    assertThat(before.sees(0xFFFFFFF0L)).isTrue();
    assertThat(before.sees(3)).isFalse();
  }

  @Test
  void refusesWhatIsNoSnapshot() {
    assertThatThrownBy(() -> SnapshotVisibility.parse("12"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
