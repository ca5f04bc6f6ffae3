package io.sluice.lifecycle;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.lifecycle.ComponentState.Component;
import io.sluice.lifecycle.ComponentState.Desired;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A component in every state, every command in its kinds, and every event. */
final class ComponentExamples {
  static final Instant HELD = Instant.parse("2026-11-20T12:00:00Z");
  static final ComponentLifecycle.Facts FACTS =
      new ComponentLifecycle.Facts(
          new ComponentLifecycle.Available(HELD.minusSeconds(3600), HELD.plusSeconds(60)));

  static final ComponentSpec SPEC = spec("w-1", ComponentKind.WRITER, "orders");
  static final ComponentSpec CHANGED = changed(SPEC);
  static final Failure UNREACHABLE =
      new Failure(ErrorCode.DESTINATION_UNREACHABLE, "db:5432 does not answer");

  private ComponentExamples() {}

  static ComponentSpec spec(String id, ComponentKind kind, String table) {
    return new ComponentSpec(
        id,
        kind,
        "p-1",
        "shop",
        "default",
        "s-1",
        "source",
        "destination",
        List.of(TableMapping.same("public", table)),
        SyncOptions.DEFAULT,
        null,
        null);
  }

  static ComponentSpec changed(ComponentSpec spec) {
    return new ComponentSpec(
        spec.componentId(),
        spec.kind(),
        spec.projectId(),
        "renamed",
        spec.region(),
        spec.storeId(),
        spec.source(),
        spec.destination(),
        spec.tables(),
        spec.options(),
        spec.revision(),
        null);
  }

  static ComponentState state(String name) {
    return Objects.requireNonNull(states().get(name), name);
  }

  static Map<String, ComponentState> states() {
    var full =
        new Component(SPEC, Step.FULL, Set.of(Step.SCHEMA), 3, null, null, null, false, null);
    var fullDone =
        new Component(
            SPEC, Step.FULL, Set.of(Step.SCHEMA, Step.FULL), 3, null, null, null, false, null);
    var incremental =
        new Component(
            SPEC,
            Step.INCREMENTAL,
            Set.of(Step.SCHEMA, Step.FULL),
            7,
            null,
            null,
            null,
            true,
            null);
    var store = spec("s-1", ComponentKind.STORE, "orders");
    var pull = new Component(store, Step.LOG_PULL, Set.of(), 2, null, null, null, true, null);
    Map<String, ComponentState> all = new LinkedHashMap<>();
    all.put("unknown id", new ComponentState.Absent());
    all.put("STOPPED in FULL", new ComponentState.Stopped(full));
    all.put("STOPPED, FULL done", new ComponentState.Stopped(fullDone));
    all.put("STOPPED in INCREMENTAL", new ComponentState.Stopped(incremental));
    all.put("STARTING in INCREMENTAL", new ComponentState.Starting(incremental));
    all.put(
        "RETRYING in INCREMENTAL", new ComponentState.Retrying(incremental, UNREACHABLE, 2, 1007));
    all.put("RUNNING in FULL", new ComponentState.Running(full, 0));
    all.put("RUNNING in INCREMENTAL", new ComponentState.Running(incremental, 0));
    all.put("Store RUNNING", new ComponentState.Running(pull, 0));
    all.put("STOPPING", new ComponentState.Stopping(incremental, Desired.STOPPED));
    all.put("STOPPING to start again", new ComponentState.Stopping(incremental, Desired.RUNNING));
    all.put("FAILED in INCREMENTAL", new ComponentState.Failed(incremental, UNREACHABLE));
    all.put("DESTROYING", new ComponentState.Destroying(incremental, 0, null));
    all.put("DESTROYED", new ComponentState.Destroyed("p-1", 7));
    return all;
  }

  static Map<String, ComponentCommand> commands() {
    Map<String, ComponentCommand> all = new LinkedHashMap<>();
    all.put("Create", new ComponentCommand.Create(SPEC));
    all.put("Create, another configuration", new ComponentCommand.Create(CHANGED));
    all.put("Start", new ComponentCommand.Start(null, null));
    all.put("Start FULL", new ComponentCommand.Start(Step.FULL, null));
    all.put("Start INCREMENTAL", new ComponentCommand.Start(Step.INCREMENTAL, null));
    all.put("Start LOG_PULL", new ComponentCommand.Start(Step.LOG_PULL, null));
    all.put("Start, replay from a time in the log", new ComponentCommand.Start(null, HELD));
    all.put(
        "Start INCREMENTAL, replay from a time in the log",
        new ComponentCommand.Start(Step.INCREMENTAL, HELD));
    all.put(
        "Start, replay from before the log",
        new ComponentCommand.Start(null, HELD.minusSeconds(7200)));
    all.put(
        "Start, replay from after the log",
        new ComponentCommand.Start(null, HELD.plusSeconds(7200)));
    all.put("Pause", new ComponentCommand.Pause("maintenance"));
    all.put("Update, the same configuration", new ComponentCommand.Update(SPEC));
    all.put("Update", new ComponentCommand.Update(CHANGED));
    all.put(
        "Update, another table",
        new ComponentCommand.Update(spec("w-1", ComponentKind.WRITER, "customers")));
    all.put(
        "Update, another kind",
        new ComponentCommand.Update(spec("w-1", ComponentKind.CONNECTOR, "orders")));
    all.put("Destroy, `delete`", new ComponentCommand.Destroy("delete"));
    all.put("Destroy, another word", new ComponentCommand.Destroy("yes"));
    return all;
  }

  static List<ComponentEvent> events() {
    return List.of(
        new ComponentEvent.Created("w-1", "p-1", SPEC),
        new ComponentEvent.StartRequested("w-1", "p-1", Step.FULL, null),
        new ComponentEvent.StartRequested("w-1", "p-1", Step.INCREMENTAL, HELD),
        new ComponentEvent.PauseRequested("w-1", "p-1", null),
        new ComponentEvent.Started("w-1", "p-1", Step.FULL, 9, "host:1"),
        new ComponentEvent.Stopped("w-1", "p-1"),
        new ComponentEvent.RestartScheduled("w-1", "p-1", UNREACHABLE, 3, 4000),
        new ComponentEvent.Failed("w-1", "p-1", Step.FULL, UNREACHABLE),
        new ComponentEvent.StepCompleted("w-1", "p-1", Step.FULL, Map.of("rows", "3")),
        new ComponentEvent.CaughtUp("w-1", "p-1", 12),
        new ComponentEvent.ReplayStarted("w-1", "p-1", HELD, 10, 20),
        new ComponentEvent.ReplayCompleted("w-1", "p-1"),
        new ComponentEvent.Updated("w-1", "p-1", CHANGED),
        new ComponentEvent.DestroyRequested("w-1", "p-1"),
        new ComponentEvent.Destroyed("w-1", "p-1"));
  }
}
