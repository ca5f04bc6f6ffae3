package io.sluice.project.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.Envelope;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.project.lifecycle.PlayedProject;
import io.sluice.project.lifecycle.ProjectStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The project, its components and the flow, played against each other: whatever is asked, fails,
 * comes twice or in another order, a resumed project gets to monitoring and a released one leaves
 * nothing.
 */
class AnyOrderTest {
  private static final int ROUNDS = 3_000;
  private static final String ID = "p-example";

  private record Message(Envelope envelope, Record data) {}

  private static final class World {
    private final Random random;
    private final PlayedProject project = new PlayedProject(ID);
    private final Map<String, PlayedComponent> components =
        Map.of(
            "w-example", new PlayedComponent("w-example", ID),
            "s-example", new PlayedComponent("s-example", ID));
    private final Map<String, Deque<Message>> commands = new HashMap<>();
    private final Deque<Message> log = new ArrayDeque<>();
    private final Set<String> taken = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private int count;

    World(Random random) {
      this.random = random;
      for (String id : List.of(ID, "w-example", "s-example")) {
        commands.put(id, new ArrayDeque<>());
      }
    }

    void ask(ProjectCommand command) {
      String id = "user-" + count++;
      send(ID, new Message(envelope(id, ID, null), (Record) command));
    }

    private void send(String to, Message message) {
      Deque<Message> queue = Objects.requireNonNull(commands.get(to));
      queue.add(message);
      if (random.nextInt(10) == 0) {
        queue.add(message);
      }
    }

    /** One thing that can happen now does; false when nothing can. */
    boolean step(boolean faults) {
      List<Runnable> possible = new ArrayList<>();
      commands.forEach(
          (id, queue) -> {
            if (!queue.isEmpty()) {
              possible.add(() -> deliver(id, queue.remove()));
            }
          });
      if (!log.isEmpty()) {
        possible.add(() -> follow(log.remove()));
      }
      boolean quiet = possible.isEmpty();
      components.forEach(
          (id, component) ->
              possible.add(() -> say(id, component.goOn(faults && random.nextInt(8) == 0), null)));
      int before = told.size();
      possible.get(random.nextInt(possible.size())).run();
      return !quiet || told.size() > before;
    }

    private void deliver(String id, Message command) {
      if (!taken.add(command.envelope().id())) {
        return;
      }
      var component = components.get(id);
      List<Record> answer =
          component == null
              ? project.answer((ProjectCommand) command.data())
              : component.answer((ComponentCommand) command.data());
      say(id, answer, command.envelope().id());
    }

    private void say(String id, List<Record> events, @Nullable String cause) {
      for (Record event : events) {
        told.add(id + " " + event.getClass().getSimpleName());
        log.add(new Message(envelope("event-" + count++, id, cause), event));
      }
    }

    private void follow(Message event) {
      if (event.data() instanceof ProjectEvent.PrecheckRequested(_, var task)) {
        var passed = new CheckResult("all", CheckResult.Status.PASSED, null, null);
        ask(new ProjectCommand.RecordPrecheck(List.of(passed), task));
      }
      List<Outgoing> next = Flow.next(event.envelope(), event.data());
      for (int i = 0; i < next.size(); i++) {
        Outgoing command = next.get(i);
        String id = event.envelope().id() + "/" + i + "/" + command.mark();
        Envelope envelope = envelope(id, command.subject(), event.envelope().id());
        send(command.subject(), new Message(envelope, command.command()));
      }
    }

    /** Until nothing happens any more. */
    void settle() {
      for (int quiet = 0, steps = 0; quiet < 50; steps++) {
        assertThat(steps).as("it never comes to rest: %s", told).isLessThan(20_000);
        quiet = step(false) ? 0 : quiet + 1;
      }
    }

    private static Envelope envelope(String id, String subject, @Nullable String cause) {
      return new Envelope(id, subject, "/test", Instant.EPOCH, "c", cause, "ann", null, null);
    }
  }

  @Test
  void whateverHappensAResumedProjectIsMonitoredAndAReleasedOneLeavesNothing() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    for (int round = 0; round < ROUNDS; round++) {
      var world = new World(new Random(seed + round));
      String hint = "seed " + (seed + round);
      world.ask(new ProjectCommand.Create(PlayedProject.definition(), true));
      disturb(world);
      world.settle();

      if (world.project.status().orElseThrow() != ProjectStatus.RELEASED) {
        world.ask(new ProjectCommand.Resume());
        world.settle();
        if (world.project.status().orElseThrow() != ProjectStatus.COMPLETED) {
          assertThat(world.project.isMonitored())
              .as("%s: %s %s %s", hint, world.project, world.components, world.told)
              .isTrue();
        }
        world.ask(new ProjectCommand.Pause(null));
        world.ask(new ProjectCommand.Release("delete"));
        world.settle();
      }
      assertThat(world.project.status())
          .as("%s: %s %s %s", hint, world.project, world.components, world.told)
          .hasValue(ProjectStatus.RELEASED);
      assertThat(world.components.values()).as(hint).allMatch(PlayedComponent::isDestroyed);
    }
  }

  private static void disturb(World world) {
    var commands =
        List.<ProjectCommand>of(
            new ProjectCommand.Pause("night"),
            new ProjectCommand.Resume(),
            new ProjectCommand.Resume(),
            new ProjectCommand.Resume(),
            new ProjectCommand.Precheck(),
            new ProjectCommand.Start(),
            new ProjectCommand.Complete(),
            new ProjectCommand.Change("other", null, null, null),
            new ProjectCommand.Release("delete"));
    int steps = world.random.nextInt(200);
    for (int i = 0; i < steps; i++) {
      if (world.random.nextInt(12) == 0) {
        // Complete and release end a project, so they are asked seldom.
        int most = world.random.nextInt(10) == 0 ? commands.size() : commands.size() - 3;
        world.ask(commands.get(world.random.nextInt(most)));
      }
      world.step(true);
    }
  }
}
