package io.sluice.project.alerts.rules;

import static io.sluice.contract.AlertSeverity.CRITICAL;
import static io.sluice.contract.AlertSeverity.INFO;
import static io.sluice.contract.AlertSeverity.WARNING;

import io.sluice.contract.AlertCondition;
import io.sluice.contract.AlertSeverity;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry;
import io.sluice.lifecycle.ComponentState.Status;
import io.sluice.project.lifecycle.ProjectState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is so at one time that is worth telling. Nothing is told of projects with the level NO. */
public final class Conditions {
  /** So many times its threshold, something is critical: an hour where five minutes are allowed. */
  private static final int MUCH = 12;

  private static final Duration CONFLICTS_TOLD = Duration.ofMinutes(10);

  private final World world;
  private final List<Finding> found = new ArrayList<>();

  private Conditions(World world) {
    this.world = world;
  }

  /** Pure; in no particular order, and of one subject each condition once. */
  public static List<Finding> of(World world) {
    var conditions = new Conditions(world);
    Map<String, List<World.Component>> components = world.byProject();
    for (World.Project project : world.projects()) {
      if (project.definition().alertLevel().alerts()) {
        conditions.lookAt(project, components.getOrDefault(project.id(), List.of()));
      }
    }
    conditions.found.addAll(Silent.of(world));
    world.credentials().forEach(conditions::lookAt);
    return conditions.found;
  }

  private void lookAt(World.Project project, List<World.Component> components) {
    switch (project.state()) {
      case ProjectState.Running is -> {
        components.forEach(component -> runs(project, is, component));
        tables(project);
      }
      case ProjectState.Paused is -> {
        limit(project, is.recoverableUntil());
        components.stream()
            .filter(component -> component.kind() == ComponentKind.STORE)
            .forEach(component -> runs(project, is, component));
        tables(project);
      }
      case ProjectState.Failed is -> {
        add(project, AlertCondition.PROJECT_FAILED, CRITICAL, project.id(), text(is.failure()));
        limit(project, is.recoverableUntil());
      }
      case ProjectState.Existing _ -> {}
    }
    if (project.state() instanceof ProjectState.Begun) {
      components.forEach(component -> sourceLog(project, component));
      String differences = project.differences();
      if (differences != null) {
        add(project, AlertCondition.DIFFERENCES_FOUND, WARNING, project.id(), differences);
      }
    }
  }

  private void runs(World.Project project, ProjectState.Begun is, World.Component component) {
    Failure failure = component.failure();
    if (component.status() == Status.FAILED && failure != null) {
      AlertSeverity severity = component.isOwn() ? CRITICAL : WARNING;
      add(
          project,
          AlertCondition.COMPONENT_FAILED,
          severity,
          component.id(),
          component.id() + " has failed: " + text(failure));
    } else if (component.status() == Status.RETRYING) {
      retries(project, is, component);
    } else if (component.status() == Status.RUNNING && !stalled(project, component)) {
      late(project, is, component);
    }
    conflicts(project, component);
  }

  private void retries(World.Project project, ProjectState.Begun is, World.Component component) {
    Duration threshold = world.interruption(project);
    Duration lasts = world.since(component.changedAt());
    Duration late = lateness(project, is, component).orElse(Duration.ZERO);
    if (lasts.compareTo(threshold) >= 0 || !late.isZero()) {
      Failure failure = component.failure();
      add(
          project,
          AlertCondition.INTERRUPTED,
          lasts.compareTo(threshold.multipliedBy(MUCH)) >= 0 ? CRITICAL : WARNING,
          component.id(),
          component.id()
              + " has been trying for "
              + Words.time(lasts)
              + (failure == null ? "" : ": " + text(failure)));
    }
  }

  private boolean stalled(World.Project project, World.Component component) {
    var lasts = world.stalled(project, component);
    lasts.ifPresent(
        time ->
            add(
                project,
                AlertCondition.STALLED,
                time.compareTo(world.interruption(project).multipliedBy(MUCH)) >= 0
                    ? CRITICAL
                    : WARNING,
                component.id(),
                component.stalls(time)));
    return lasts.isPresent();
  }

  private void late(World.Project project, ProjectState.Begun is, World.Component component) {
    lateness(project, is, component)
        .ifPresent(
            latency -> {
              Duration threshold =
                  Duration.ofSeconds(
                      Objects.requireNonNull(world.thresholds(project).latencySeconds()));
              // What an interruption has left behind is still the interruption.
              boolean left =
                  world.open().contains(subject(AlertCondition.INTERRUPTED, component.id()));
              add(
                  project,
                  left ? AlertCondition.INTERRUPTED : AlertCondition.LATE,
                  latency.compareTo(threshold.multipliedBy(MUCH)) >= 0 && !left
                      ? CRITICAL
                      : WARNING,
                  component.id(),
                  "%s is %s behind its source; the threshold is %s"
                      .formatted(component.id(), Words.time(latency), Words.time(threshold)));
            });
  }

  /** By how much the source is ahead, when that is more than it may be. */
  private Optional<Duration> lateness(
      World.Project project, ProjectState.Begun is, World.Component component) {
    var step = is.steps().get(Step.INCREMENTAL);
    Long latency = component.latencyMillis();
    Integer threshold = world.thresholds(project).latencySeconds();
    boolean watched =
        component.isOwn()
            && component.kind() != ComponentKind.STORE
            && component.step() == Step.INCREMENTAL
            && step != null
            && step.reached() == StepStatus.MONITORING;
    return watched && latency != null && threshold != null && latency > threshold * 1_000L
        ? Optional.of(Duration.ofMillis(latency))
        : Optional.empty();
  }

  private void conflicts(World.Project project, World.Component component) {
    Progress progress = world.progress().get(component.id());
    Instant last = progress == null ? null : progress.conflictAt();
    if (progress != null && last != null && world.since(last).compareTo(CONFLICTS_TOLD) < 0) {
      add(
          project,
          AlertCondition.CONFLICTS,
          WARNING,
          component.id(),
          "%s has met rows of others: %,d since it was started"
              .formatted(component.id(), progress.conflicts()));
    }
  }

  /** By what the Store has told last: while it is silent the source keeps more, never less. */
  private void sourceLog(World.Project project, World.Component component) {
    Telemetry telemetry = component.telemetry();
    Long kept = telemetry == null ? null : telemetry.retainedBytes();
    if (telemetry == null || kept == null) {
      return;
    }
    Long most = telemetry.retainedLimitBytes();
    boolean nearLimit = most != null && kept > most / 5 * 4;
    if (kept > world.settings().sourceLogBytes() || nearLimit) {
      add(
          project,
          AlertCondition.SOURCE_LOG_RETAINED,
          nearLimit ? CRITICAL : WARNING,
          component.id(),
          "the source keeps %s of its log for %s%s"
              .formatted(
                  Words.size(kept),
                  component.id(),
                  most == null ? "" : ", and at most " + Words.size(most)));
    }
  }

  private void limit(World.Project project, @Nullable Instant until) {
    if (until == null) {
      return;
    }
    var retention = Duration.ofHours(project.definition().options().logRetentionHours());
    Duration left = Duration.between(world.now(), until);
    double share = 1 - (double) left.toMillis() / retention.toMillis();
    if (share >= 0.5) {
      add(
          project,
          AlertCondition.PAUSE_LIMIT,
          share >= 1 ? CRITICAL : share >= 0.8 ? WARNING : INFO,
          project.id(),
          share >= 1
              ? "it could be resumed until " + until + ", and has to be resynchronized now"
              : "it can be resumed until %s, %s from now".formatted(until, Words.time(left)));
    }
  }

  private void tables(World.Project project) {
    for (TableMapping table : project.definition().tables()) {
      String why = table.suspended();
      if (why != null) {
        add(
            project,
            AlertCondition.TABLE_SUSPENDED,
            WARNING,
            project.id() + "/" + table.source(),
            table.source() + " is left out: " + why);
      }
    }
  }

  private void lookAt(World.Credential one) {
    Duration left = Duration.between(world.now(), one.endsAt());
    if (left.toDays() < 14) {
      found.add(
          new Finding(
              AlertCondition.CREDENTIAL_ENDS,
              left.toDays() < 3 ? CRITICAL : WARNING,
              one.about(),
              null,
              null,
              List.of(),
              one.what() + (left.isNegative() ? " has ended on " : " ends on ") + one.endsAt(),
              Duration.ofDays(1)));
    }
  }

  private void add(
      World.Project project,
      AlertCondition condition,
      AlertSeverity severity,
      String about,
      String text) {
    AlertThresholds thresholds = world.thresholds(project);
    found.add(
        new Finding(
            condition,
            severity,
            about,
            project.id(),
            project.definition().name(),
            project.definition().tags(),
            text,
            Duration.ofMinutes(Objects.requireNonNull(thresholds.repeatMinutes()))));
  }

  private static World.Subject subject(AlertCondition condition, String about) {
    return new World.Subject(condition, about);
  }

  private static String text(Failure failure) {
    return failure.code() + ": " + failure.detail();
  }
}
