package io.sluice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.lifecycle.ComponentLifecycle.End;
import io.sluice.lifecycle.ComponentLifecycle.Restart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComponentLifecycleTest {
  private static final Path TABLE = Path.of("../deploy/docs/lifecycles-component.md");

  @Test
  void everyPairOfStateAndCommandIsAReviewedRow() throws IOException {
    String table = table();
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, table);
    }
    assertThat(table)
        .as("after review, write it anew with -Dtest=ComponentLifecycleTest -Dgolden.write=true")
        .isEqualTo(Files.readString(TABLE));
  }

  @Test
  void anActionThatIsOfferedIsNeverRefused() {
    ComponentExamples.states()
        .forEach(
            (name, state) -> {
              for (String action : ComponentActions.of(state)) {
                ComponentCommand command =
                    switch (action) {
                      case "start" -> new ComponentCommand.Start(null, null);
                      case "replay" -> new ComponentCommand.Start(null, ComponentExamples.HELD);
                      case "pause" -> new ComponentCommand.Pause(null);
                      case "update" ->
                          new ComponentCommand.Update(
                              name.startsWith("Store")
                                  ? ComponentExamples.changed(
                                      ComponentExamples.spec(
                                          "s-1", io.sluice.contract.ComponentKind.STORE, "orders"))
                                  : ComponentExamples.CHANGED);
                      case "destroy" -> new ComponentCommand.Destroy("delete");
                      default -> throw new AssertionError(action);
                    };
                assertThat(ComponentLifecycle.decide(state, command, ComponentExamples.FACTS))
                    .as("%s when %s", action, name)
                    .isInstanceOf(Decision.Accepted.class);
              }
            });
  }

  @Test
  void everyEventFoldsIntoEveryState() {
    for (ComponentState state : ComponentExamples.states().values()) {
      for (ComponentEvent event : ComponentExamples.events()) {
        assertThat(ComponentLifecycle.evolve(state, event)).isNotNull();
      }
    }
  }

  /** Whatever is commanded and however runs end, epochs only rise and nobody is stuck. */
  @Test
  void anyHistoryKeepsTheInvariants() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var commands = List.copyOf(ComponentExamples.commands().values());
    for (int history = 0; history < 500; history++) {
      ComponentState state = new ComponentState.Absent();
      long epoch = 0;
      for (int i = 0; i < 60; i++) {
        for (ComponentEvent event : anything(state, commands, random)) {
          state = ComponentLifecycle.evolve(state, event);
        }
        long now = epochOf(state);
        assertThat(now).as("seed %d", seed).isGreaterThanOrEqualTo(epoch);
        epoch = now;
      }
      if (state instanceof ComponentState.Running
          || state instanceof ComponentState.Retrying
          || state instanceof ComponentState.Starting) {
        state = apply(state, new ComponentCommand.Pause(null));
        for (ComponentEvent event : ComponentLifecycle.ended(state, new End.Interrupted())) {
          state = ComponentLifecycle.evolve(state, event);
        }
        assertThat(state).as("seed %d", seed).isInstanceOf(ComponentState.Stopped.class);
      }
    }
  }

  @Test
  void aTransientFaultIsFollowedByARestartAndTheLastOneByFailure() {
    var running = ComponentExamples.state("RUNNING in INCREMENTAL");
    var again = new End.Broken(ComponentExamples.UNREACHABLE, new Restart(3, 4000));
    assertThat(ComponentLifecycle.ended(running, again))
        .containsExactly(
            new ComponentEvent.RestartScheduled(
                "w-1", "p-1", ComponentExamples.UNREACHABLE, 3, 4000));
    assertThat(
            ComponentLifecycle.ended(running, new End.Broken(ComponentExamples.UNREACHABLE, null)))
        .containsExactly(
            new ComponentEvent.Failed(
                "w-1", "p-1", Step.INCREMENTAL, ComponentExamples.UNREACHABLE));
  }

  @Test
  void whatIsRetryingSaysNothingOfATryThatFailed() {
    var retrying = ComponentExamples.state("RETRYING in INCREMENTAL");
    assertThat(
            ComponentLifecycle.ended(
                retrying, new End.Broken(ComponentExamples.UNREACHABLE, new Restart(3, 4000))))
        .isEmpty();
  }

  @Test
  void noEpochOfATryIsUsedAgain() {
    var retrying = ComponentExamples.state("RETRYING in INCREMENTAL");
    var paused = apply(retrying, new ComponentCommand.Pause(null));
    assertThat(component(paused).epoch()).isEqualTo(1007);
    var held =
        ComponentLifecycle.evolve(
            retrying, new ComponentEvent.Started("w-1", "p-1", Step.INCREMENTAL, 12, "host:1"));
    assertThat(component(held).epoch()).isEqualTo(12);
  }

  @Test
  void aStepThatHasNoEndFailsWhenItEnds() {
    var running = ComponentExamples.state("RUNNING in INCREMENTAL");
    assertThat(ComponentLifecycle.ended(running, new End.Completed(Map.of())))
        .containsExactly(
            new ComponentEvent.Failed(
                "w-1",
                "p-1",
                Step.INCREMENTAL,
                new Failure(ErrorCode.INTERNAL, "INCREMENTAL ended by itself.")));
  }

  @Test
  void whatEndsWhileItIsBeingPausedIsStoppedHoweverItEnded() {
    var stopping = ComponentExamples.state("STOPPING");
    for (End end :
        List.of(
            new End.Interrupted(),
            new End.Completed(Map.of()),
            new End.Broken(ComponentExamples.UNREACHABLE, null))) {
      assertThat(ComponentLifecycle.ended(stopping, end))
          .containsExactly(new ComponentEvent.Stopped("w-1", "p-1"));
    }
  }

  @Test
  void aRefusedReplayNamesWhatIsAvailable() {
    var running = ComponentExamples.state("RUNNING in INCREMENTAL");
    var wish = new ComponentCommand.Start(null, ComponentExamples.HELD.minusSeconds(7200));
    assertThat(ComponentLifecycle.decide(running, wish, ComponentExamples.FACTS))
        .isEqualTo(
            Decision.refuse(
                ErrorCode.REPLAY_OUT_OF_RANGE,
                "2026-11-20T10:00:00Z was asked for; available is 2026-11-20T11:00:00Z to"
                    + " 2026-11-20T12:01:00Z."));
  }

  @Test
  void aPendingReplayOutlivesAPauseAndIsGoneOnceBegun() {
    var state = ComponentExamples.state("STOPPED in INCREMENTAL");
    state = apply(state, new ComponentCommand.Start(null, ComponentExamples.HELD));
    state = apply(state, new ComponentCommand.Pause(null));
    state = ComponentLifecycle.evolve(state, new ComponentEvent.Stopped("w-1", "p-1"));
    state = apply(state, new ComponentCommand.Start(null, null));
    assertThat(component(state).replayFrom()).isEqualTo(ComponentExamples.HELD);
    var begun = new ComponentEvent.ReplayStarted("w-1", "p-1", ComponentExamples.HELD, 1, 2);
    assertThat(component(ComponentLifecycle.evolve(state, begun)).replayFrom()).isNull();
  }

  private static List<ComponentEvent> anything(
      ComponentState state, List<ComponentCommand> commands, Random random) {
    if (random.nextBoolean()
        && ComponentLifecycle.decide(
                state, commands.get(random.nextInt(commands.size())), ComponentExamples.FACTS)
            instanceof Decision.Accepted<ComponentEvent>(var events)) {
      return events;
    }
    if (state instanceof ComponentState.Starting s) {
      var spec = s.component().spec();
      return List.of(
          new ComponentEvent.Started(
              spec.componentId(),
              spec.projectId(),
              s.component().step(),
              s.component().epoch() + 1,
              "host:1"));
    }
    var ends =
        List.of(
            new End.Completed(Map.of()),
            new End.Broken(ComponentExamples.UNREACHABLE, new Restart(1, 500)),
            new End.Broken(ComponentExamples.UNREACHABLE, null));
    return ComponentLifecycle.ended(state, ends.get(random.nextInt(ends.size())));
  }

  private static ComponentState apply(ComponentState state, ComponentCommand command) {
    var decision = ComponentLifecycle.decide(state, command, ComponentExamples.FACTS);
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    for (ComponentEvent event : ((Decision.Accepted<ComponentEvent>) decision).events()) {
      state = ComponentLifecycle.evolve(state, event);
    }
    return state;
  }

  private static long epochOf(ComponentState state) {
    return switch (state) {
      case ComponentState.Absent _ -> 0;
      case ComponentState.Destroyed d -> d.epoch();
      case ComponentState.Present p -> p.component().epoch();
    };
  }

  private static ComponentState.Component component(ComponentState state) {
    return ((ComponentState.Present) state).component();
  }

  private static String table() {
    List<String> lines = new ArrayList<>();
    lines.add("# What a component answers");
    lines.add("");
    lines.add(
        "Generated from `ComponentLifecycle` and compared with it by a test. A cell shows the");
    lines.add("event and the state that follows, *already so*, or the code of the refusal.");
    ComponentExamples.states()
        .forEach(
            (name, state) -> {
              lines.add("");
              lines.add("## " + name);
              lines.add("");
              var actions = ComponentActions.of(state);
              lines.add("Actions: " + (actions.isEmpty() ? "none" : String.join(", ", actions)));
              lines.add("");
              lines.add("| command | answer |");
              lines.add("|---|---|");
              ComponentExamples.commands()
                  .forEach(
                      (wish, command) ->
                          lines.add("| " + wish + " | " + answer(state, command) + " |"));
            });
    lines.add("");
    return String.join("\n", lines);
  }

  private static String answer(ComponentState state, ComponentCommand command) {
    return switch (ComponentLifecycle.decide(state, command, ComponentExamples.FACTS)) {
      case Decision.Unchanged<ComponentEvent> _ -> "*already so*";
      case Decision.Refused<ComponentEvent>(var failure) ->
          "`" + failure.code() + "` " + failure.detail();
      case Decision.Accepted<ComponentEvent>(var events) -> {
        ComponentState next = state;
        for (ComponentEvent event : events) {
          next = ComponentLifecycle.evolve(next, event);
        }
        String names =
            events.stream()
                .map(event -> event.getClass().getSimpleName())
                .collect(Collectors.joining(", "));
        yield names + " → " + next.status();
      }
    };
  }
}
