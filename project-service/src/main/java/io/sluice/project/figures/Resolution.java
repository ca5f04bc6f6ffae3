package io.sluice.project.figures;

import java.time.Duration;
import java.time.Instant;

/** How finely figures are kept, and for how long. */
enum Resolution {
  FINE("figure_2s", Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofMinutes(10)),
  MINUTES("figure_1m", Duration.ofMinutes(1), Duration.ofDays(14), Duration.ofDays(1)),
  HOURS("figure_1h", Duration.ofHours(1), Duration.ofDays(400), Duration.ofDays(30));

  /** So many rows are read for an answer at most, but for the coarsest. */
  private static final long MOST_ROWS = 3_600;

  private final String table;
  private final Duration step;
  private final Duration kept;
  private final Duration partition;

  Resolution(String table, Duration step, Duration kept, Duration partition) {
    this.table = table;
    this.step = step;
    this.kept = kept;
    this.partition = partition;
  }

  String table() {
    return table;
  }

  Duration step() {
    return step;
  }

  Duration kept() {
    return kept;
  }

  /** What one partition holds. */
  Duration partition() {
    return partition;
  }

  /** The finest that still has what a period begins with, and not too much of it. */
  static Resolution of(Instant from, Instant to, Instant now) {
    for (Resolution one : values()) {
      boolean has = !from.isBefore(now.minus(one.kept));
      if (has && Duration.between(from, to).dividedBy(one.step) <= MOST_ROWS) {
        return one;
      }
    }
    return HOURS;
  }

  /** The beginning of the partition that has this time. */
  Instant floor(Instant time) {
    long seconds = partition.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }
}
