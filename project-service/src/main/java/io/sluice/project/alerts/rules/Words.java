package io.sluice.project.alerts.rules;

import java.time.Duration;
import java.util.Locale;

/** Figures as people say them, so coarse that what is said does not change with every look. */
final class Words {
  private Words() {}

  static String time(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
  }

  static String size(long bytes) {
    return bytes < 1L << 30
        ? (bytes >> 20) + " MiB"
        : String.format(Locale.ROOT, "%,.1f GiB", bytes / (double) (1L << 30));
  }
}
