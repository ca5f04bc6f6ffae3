package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertLevel;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** That it does not get any further, with what it waits for as far as that is known. */
    String stalls(Duration lasts) {
      String why = telemetry == null ? null : telemetry.waitsFor();
      return "%s runs, and has not got any further for %s%s"
          .formatted(id, Words.time(lasts), why == null ? "" : ": it waits for " + why);
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

  /** How long a component of it may get nowhere; where nobody is told, as at the level LOW. */
  Duration interruption(Project project) {
    Integer seconds = thresholds(project).interruptionSeconds();
    return Duration.ofSeconds(seconds == null ? AlertLevel.LOW.usualSeconds() : seconds);
  }

  /**
   * For how long a component has had something to do and got nowhere, when that is longer than its
   * project lets it.
   */
  Optional<Duration> stalled(Project project, Component component) {
    Progress got = progress.get(component.id());
    if (got == null || !Progress.hasSomethingToDo(component, now)) {
      return Optional.empty();
    }
    Duration lasts = since(got.since());
    return lasts.compareTo(interruption(project)) < 0 ? Optional.empty() : Optional.of(lasts);
  }

  /** By component: what is to be seen of those that are stalled, alerts or not. */
  public Map<String, String> stalled() {
    var components = byProject();
    Map<String, String> texts = new HashMap<>();
    for (Project project : projects) {
      if (project.state() instanceof ProjectState.Begun) {
        for (Component one : components.getOrDefault(project.id(), List.of())) {
          stalled(project, one).ifPresent(lasts -> texts.put(one.id(), one.stalls(lasts)));
        }
      }
    }
    return texts;
  }

  /** Never negative: clocks of machines differ. */
  Duration since(Instant time) {
    return time.isAfter(now) ? Duration.ZERO : Duration.between(time, now);
  }
}
