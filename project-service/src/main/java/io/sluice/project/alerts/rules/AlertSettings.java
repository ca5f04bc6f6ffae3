package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What holds for all projects that choose nothing else.
 *
 * @param levels thresholds by level; what is left out is as {@link AlertLevel} has it
 * @param sourceLogGigabytes so much of its log a source may keep for one Store
 */
public record AlertSettings(
    @Nullable Map<AlertLevel, AlertThresholds> levels, @Nullable Integer sourceLogGigabytes) {
  public static final AlertSettings USUAL = new AlertSettings(null, null);

  private static final int USUAL_GIGABYTES = 10;
  private static final int MOST_GIGABYTES = 100_000;

  public AlertSettings {
    var all = new TreeMap<AlertLevel, AlertThresholds>();
    for (AlertLevel level : AlertLevel.values()) {
      var given = levels == null ? null : levels.get(level);
      all.put(level, Objects.requireNonNullElse(given, AlertThresholds.NONE).or(usual(level)));
    }
    levels = Map.copyOf(all);
    sourceLogGigabytes = Objects.requireNonNullElse(sourceLogGigabytes, USUAL_GIGABYTES);
  }

  private static AlertThresholds usual(AlertLevel level) {
    Integer seconds = level.alerts() ? level.usualSeconds() : null;
    return new AlertThresholds(seconds, seconds, AlertThresholds.USUAL_REPEAT_MINUTES);
  }

  @Override
  public Map<AlertLevel, AlertThresholds> levels() {
    return Objects.requireNonNull(levels);
  }

  @Override
  public Integer sourceLogGigabytes() {
    return Objects.requireNonNull(sourceLogGigabytes);
  }

  long sourceLogBytes() {
    return (long) sourceLogGigabytes() << 30;
  }

  /** What is wrong with them; empty when nothing is. */
  public Optional<String> fault() {
    for (var level : new TreeMap<>(levels()).entrySet()) {
      var fault = level.getValue().faultOf("levels." + level.getKey(), level.getKey());
      if (fault.isPresent()) {
        return fault;
      }
    }
    return sourceLogGigabytes() >= 1 && sourceLogGigabytes() <= MOST_GIGABYTES
        ? Optional.empty()
        : Optional.of("sourceLogGigabytes: not 1 to " + MOST_GIGABYTES);
  }

  /** What holds for a project; latency and interruption are null when the level has none. */
  public AlertThresholds of(AlertLevel level, @Nullable AlertThresholds own) {
    var usual = Objects.requireNonNull(levels().get(level));
    return own == null ? usual : own.or(usual);
  }
}
