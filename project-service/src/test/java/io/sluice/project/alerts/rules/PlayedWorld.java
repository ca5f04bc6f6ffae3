package io.sluice.project.alerts.rules;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.AlertThresholds;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Telemetry;
import io.sluice.lifecycle.ComponentState.Status;
import io.sluice.project.lifecycle.ProjectState;
import io.sluice.project.lifecycle.StepState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One project with its Store and its writer, a clock that the test drives, and somebody who looks
 * at them: the answers are what is told, each as “RAISED LATE WARNING”.
 */
final class PlayedWorld {
  static final String PROJECT = "p-x";
  static final String WRITER = "w-x";
  static final String STORE = "s-x";

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  boolean settled = true;
  AlertSettings settings = AlertSettings.USUAL;
  AlertLevel level = AlertLevel.MEDIUM;
  @Nullable AlertThresholds thresholds;
  List<TableMapping> tables = List.of(TableMapping.same("public", "a"));
  @Nullable String differences;
  final List<World.Credential> credentials = new ArrayList<>();
  final List<Silence> silences = new ArrayList<>();

  private StepStatus incremental = StepStatus.RUNNING;
  private boolean paused;
  private @Nullable Failure failure;
  private Instant recoverableUntil = now;

  private Status status = Status.RUNNING;
  private Step step = Step.INCREMENTAL;
  private Instant changedAt = now;
  private Duration latency = Duration.ZERO;
  private long offset;
  private Instant current = now;
  private long conflicts;
  private @Nullable String waitsFor;
  private boolean silent;
  private @Nullable Long retained;
  private @Nullable Long retainedLimit;
  private @Nullable Telemetry last;

  private Map<String, Progress> progress = new HashMap<>();
  private List<Standing> standing = List.of();

  PlayedWorld monitoring() {
    incremental = StepStatus.MONITORING;
    return this;
  }

  PlayedWorld step(Step other) {
    step = other;
    return this;
  }

  void late(Duration by) {
    latency = by;
  }

  void waitsFor(String what) {
    waitsFor = what;
  }

  void conflicts(long more) {
    conflicts += more;
  }

  void retained(long bytes, @Nullable Long limit) {
    retained = bytes;
    retainedLimit = limit;
  }

  void writer(Status other) {
    status = other;
    changedAt = now;
  }

  void silence(boolean from) {
    silent = from;
  }

  void pause(Duration recoverable) {
    paused = true;
    recoverableUntil = now.plus(recoverable);
  }

  void resume() {
    paused = false;
    failure = null;
  }

  void fail() {
    failure = new Failure(ErrorCode.DESTINATION_REFUSED, "public.a: a row was refused");
    recoverableUntil = now.plus(Duration.ofDays(7));
  }

  /** What is told when somebody looks after so long; the writer gets on meanwhile. */
  List<String> after(Duration time) {
    offset++;
    current = now.plus(time).minus(latency);
    return afterNothing(time);
  }

  /** What is told when somebody looks after so long in which the writer gets nowhere. */
  List<String> afterNothing(Duration time) {
    now = now.plus(time);
    var turn = AlertLifecycle.next(standing, Conditions.of(look()), silences, settled, now);
    standing = turn.standing();
    return turn.tellings().stream()
        .map(one -> one.notice() + " " + one.alert().condition() + " " + one.alert().severity())
        .toList();
  }

  /** All that is told while so much time passes, looked at again and again. */
  List<String> during(Duration time, Duration every) {
    var told = new ArrayList<String>();
    for (Instant end = now.plus(time); now.isBefore(end); ) {
      told.addAll(after(every));
    }
    return told;
  }

  World look() {
    var components = List.of(writer(), store());
    Map<String, Progress> next = new HashMap<>();
    components.forEach(one -> next.put(one.id(), Progress.after(progress.get(one.id()), one, now)));
    progress = next;
    return new World(
        now,
        settled,
        settings,
        List.of(new World.Project(PROJECT, state(), differences)),
        components,
        progress,
        credentials,
        standing.stream().map(Standing::subject).collect(Collectors.toSet()));
  }

  List<Standing> standing() {
    return standing;
  }

  void acknowledge() {
    standing =
        standing.stream()
            .map(one -> Objects.requireNonNullElse(AlertLifecycle.acknowledged(one), one))
            .toList();
  }

  void end() {
    standing =
        standing.stream()
            .map(one -> Objects.requireNonNullElse(AlertLifecycle.ended(one), one))
            .toList();
  }

  private ProjectState.Existing state() {
    var definition =
        new ProjectDefinition(
            "orders",
            List.of("shop"),
            "ds-a",
            "ds-b",
            ComponentKind.WRITER,
            "default",
            tables,
            SyncOptions.DEFAULT,
            level,
            null,
            null,
            thresholds);
    var steps = Map.of(Step.INCREMENTAL, new StepState(incremental, incremental));
    if (failure != null) {
      return new ProjectState.Failed(
          definition, steps, Step.INCREMENTAL, failure, recoverableUntil, null, null);
    }
    return paused
        ? new ProjectState.Paused(definition, steps, recoverableUntil, null, null)
        : new ProjectState.Running(definition, steps, null, null);
  }

  private World.Component writer() {
    if (!silent && status == Status.RUNNING) {
      last = telemetry(WRITER, ComponentKind.WRITER, step);
    }
    return new World.Component(
        WRITER,
        ComponentKind.WRITER,
        PROJECT,
        "default",
        status,
        step,
        "host:1",
        status == Status.RETRYING || status == Status.FAILED
            ? new Failure(ErrorCode.DESTINATION_UNREACHABLE, "connection refused")
            : null,
        changedAt,
        last,
        step == Step.INCREMENTAL ? latency.toMillis() : null);
  }

  private World.Component store() {
    return new World.Component(
        STORE,
        ComponentKind.STORE,
        PROJECT,
        "default",
        Status.RUNNING,
        Step.LOG_PULL,
        "host:2",
        null,
        now,
        telemetry(STORE, ComponentKind.STORE, Step.LOG_PULL),
        0L);
  }

  private Telemetry telemetry(String id, ComponentKind kind, Step of) {
    return new Telemetry(
        id,
        PROJECT,
        kind,
        "host:1",
        now,
        of,
        null,
        current,
        latency.toMillis(),
        offset,
        offset,
        0,
        0,
        kind == ComponentKind.STORE ? 0 : conflicts,
        0,
        0,
        0,
        offset,
        List.of(),
        kind == ComponentKind.STORE ? retained : null,
        retainedLimit,
        waitsFor,
        null,
        null,
        null);
  }
}
