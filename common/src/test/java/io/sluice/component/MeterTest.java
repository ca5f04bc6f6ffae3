package io.sluice.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.TableName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");
  private final Meter meter = new Meter(() -> now);

  @Test
  void latencyIsTheAgeOfTheOldestChangeThatIsNotWritten() {
    meter.reached(1, now.minusSeconds(3600));
    meter.atEnd(false);
    meter.reading(now.minusMillis(40));
    meter.reading(now.minusMillis(20));
    assertThat(meter.latencyMillis()).isEqualTo(40);
    pass(Duration.ofSeconds(2));
    assertThat(meter.latencyMillis()).isEqualTo(2040);
  }

  @Test
  void anIdleSourceThatIsHeardOfIsNotLate() {
    meter.reached(1, now);
    meter.atEnd(true);
    pass(Duration.ofSeconds(9));
    assertThat(meter.latencyMillis()).isZero();
  }

  @Test
  void aSilentSourceIsLateThoughTheEndOfTheLogIsReached() {
    meter.reached(1, now);
    meter.atEnd(true);
    pass(Duration.ofSeconds(60));
    assertThat(meter.latencyMillis()).isEqualTo(60_000);
    meter.reached(2, now);
    assertThat(meter.latencyMillis()).isZero();
  }

  @Test
  void whatIsBehindIsAsLateAsTheLastThatWasWritten() {
    meter.reached(1, now.minusSeconds(30));
    meter.atEnd(false);
    assertThat(meter.latencyMillis()).isEqualTo(30_000);
    assertThat(meter.hasCaughtUp()).isFalse();
  }

  @Test
  void aLogWithNothingInItIsWrittenWhole() {
    assertThat(meter.hasCaughtUp()).isFalse();
    meter.atEnd(true);
    assertThat(meter.hasCaughtUp()).isTrue();
  }

  @Test
  void changesThatAreWrittenAtOnceAreCaughtUpWithoutAnEndOfTheLog() {
    meter.changed(new TableName("public", "a"), 1, 0, 0);
    meter.reached(1, now.minusMillis(900));
    assertThat(meter.hasCaughtUp()).isTrue();
    pass(Duration.ofMillis(200));
    assertThat(meter.hasCaughtUp()).isFalse();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }
}
