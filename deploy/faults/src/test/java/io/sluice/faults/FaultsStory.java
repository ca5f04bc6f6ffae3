package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A short part of everything that the suite does, for each build. */
class FaultsStory {
  private final long seed = Long.getLong("sluice.seed", System.nanoTime() % 1_000_000);

  @Test
  void whateverDiesSourceAndCopiesAgree() throws Exception {
    System.out.println("seed " + seed + " (repeat with -Dsluice.seed=" + seed + ")");
    try (var faults = new Faults(seed, Pace.PATIENT)) {
      assertThat(faults.run(Scenario.BRIEF).problems()).isEmpty();
    }
  }
}
