package io.sluice.project.projects;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What can be done with a project in each of its states, so that no client has to know. */
final class ProjectActions {
  private static final Map<ProjectStatus, List<String>> BY_STATUS =
      new EnumMap<>(ProjectStatus.class);
  private static final String START = "start";

  static {
    for (ProjectState state : LifecycleTable.states().values()) {
      if (state instanceof ProjectState.Existing is) {
        // Of a status with variants the one that allows most is meant.
        BY_STATUS.merge(
            is.status(),
            LifecycleTable.actions(state),
            (one, other) -> one.size() >= other.size() ? one : other);
      }
    }
  }

  private ProjectActions() {}

  /**
   * @param precheckPassed matters before the start only
   */
  static List<String> of(ProjectStatus status, boolean precheckPassed) {
    List<String> actions = BY_STATUS.getOrDefault(status, List.of());
    return status == ProjectStatus.NOT_STARTED && !precheckPassed
        ? actions.stream().filter(action -> !action.equals(START)).toList()
        : actions;
  }
}
