package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A short part of everything that the suite does, with {@code -Dsluice.faults=brief}: the same as
 * {@code deploy/sluice faults brief}. A build has the stories of the standalone, in which processes
 * die too.
 */
@EnabledIfSystemProperty(named = "sluice.faults", matches = "brief")
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
