package io.sluice.contract;

import java.time.Instant;

/** One line of a component's log. */
@MessageTypes.Name("io.sluice.component.log.v1")
public record LogLine(
    String componentId, String projectId, String instance, Instant at, Level level, String text) {
  public enum Level {
    INFO,
    WARN,
    ERROR
  }
}
