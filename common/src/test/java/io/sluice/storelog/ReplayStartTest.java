package io.sluice.storelog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayStartTest {
  @Test
  void aReplayGoesBackToTheTimeAndEndsWhereItBegan() {
    assertThat(ReplayStart.of(40, 100, null, 0)).isEqualTo(new ReplayStart(40, 100));
  }

  @Test
  void aTimeThatIsAheadOfWhatIsWrittenSkipsNothing() {
    assertThat(ReplayStart.of(140, 100, null, 0)).isEqualTo(new ReplayStart(100, 100));
  }

  @Test
  void aReplayWithinAReplayNeitherSkipsNorEndsEarlier() {
    assertThat(ReplayStart.of(20, 50, 100L, 0)).isEqualTo(new ReplayStart(20, 100));
    // Entries 50 to 70 may have been undone by what was written again before them.
    assertThat(ReplayStart.of(70, 50, 100L, 0)).isEqualTo(new ReplayStart(50, 100));
  }

  @Test
  void whereTheLogHasLostWhatComesNextItGoesOnAtTheTime() {
    assertThat(ReplayStart.of(140, 100, null, 130)).isEqualTo(new ReplayStart(140, 100));
  }
}
