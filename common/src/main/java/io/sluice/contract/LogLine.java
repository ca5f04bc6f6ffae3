package io.sluice.contract;

import java.time.Instant;

/** One line of a component's log. */
public record LogLine(
    String componentId, String projectId, String instance, Instant at, Level level, String text) {
  public enum Level {
    INFO,
    WARN,
    ERROR
  }
}
