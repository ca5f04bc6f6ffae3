package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.Telemetry;
import io.sluice.lifecycle.ComponentState;
import io.sluice.project.lifecycle.ProjectState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is looked at, as it was at one time.
 *
 * @param settled false for a while after the looking began, or the clock jumped: silence until then
 *     says nothing
 * @param progress by component, up to now
 * @param open what is told of already
 */
public record World(
    Instant now,
    boolean settled,
    AlertSettings settings,
    List<Project> projects,
    List<Component> components,
    Map<String, Progress> progress,
    List<Credential> credentials,
    Set<Subject> open) {
  public World {
    projects = List.copyOf(projects);
    components = List.copyOf(components);
    progress = Map.copyOf(progress);
    credentials = List.copyOf(credentials);
    open = Set.copyOf(open);
  }

  /**
   * A project.
   *
   * @param differences what its last verification has found; null when nothing
   */
  public record Project(String id, ProjectState.Existing state, @Nullable String differences) {
    public ProjectDefinition definition() {
      return state.definition();
    }
  }

  /**
   * A component that is there.
   *
   * @param changedAt of its last event: since when it is as it is
   * @param telemetry the last; null when there was none
   * @param latencyMillis with the time for which it has been silent; null where it has none
   */
  public record Component(
      String id,
      ComponentKind kind,
      String project,
      String region,
      ComponentState.Status status,
      @Nullable Step step,
      @Nullable String instance,
      @Nullable Failure failure,
      Instant changedAt,
      @Nullable Telemetry telemetry,
      @Nullable Long latencyMillis) {
    /** Whether it is the project's own, not one that brings in tables or compares them. */
    boolean isOwn() {
      return ComponentKind.isOwn(id);
    }

    /** When it was last heard of. */
    Instant heard() {
      return telemetry == null || telemetry.at().isBefore(changedAt) ? changedAt : telemetry.at();
    }
  }

  /**
   * Something that ends.
   *
   * @param what as in “the certificate of the data source shop”
   */
  public record Credential(String about, String what, Instant endsAt) {}

  /** What an alert is about. */
  public record Subject(AlertCondition condition, String about) {}

  Map<String, List<Component>> byProject() {
    return components.stream().collect(Collectors.groupingBy(Component::project));
  }

  AlertThresholds thresholds(Project project) {
    return settings.of(project.definition().alertLevel(), project.definition().alerts());
  }

  /** Never negative: clocks of machines differ. */
  Duration since(Instant time) {
    return time.isAfter(now) ? Duration.ZERO : Duration.between(time, now);
  }
}
