package io.sluice.project.owner;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.project.components.ComponentView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Until when a project that stops writing now can be resumed: the oldest change that it has not
 * written leaves the Store's log after the log's retention. Pure.
 */
final class ResumeLimit {
  private ResumeLimit() {}

  /**
   * @param components of the project, as far as they are known
   */
  static Instant of(ProjectDefinition definition, List<ComponentView> components, Instant now) {
    return oldestUnwritten(components, now)
        .plus(Duration.ofHours(definition.options().logRetentionHours()));
  }

  private static Instant oldestUnwritten(List<ComponentView> components, Instant now) {
    Instant oldest = now;
    for (ComponentView component : components) {
      Long latency = component.latencyMillis();
      if (component.kind() != ComponentKind.STORE
          && component.step() == Step.INCREMENTAL
          && latency != null) {
        return now.minusMillis(latency);
      }
      Instant earliest = component.earliest();
      if (component.kind() == ComponentKind.STORE && earliest != null) {
        // Before the incremental step nothing of the log is written yet.
        oldest = earliest;
      }
    }
    return oldest;
  }
}
