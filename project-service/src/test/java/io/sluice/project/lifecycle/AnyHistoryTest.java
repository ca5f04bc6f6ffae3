package io.sluice.project.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.cloudevents.Json;
import io.sluice.lifecycle.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of the lifecycle under random commands and random histories. */
class AnyHistoryTest {
  private static final int ROUNDS = 2_000;
  private static final int COMMANDS = 40;

  @Test
  void everyCommandIsAnsweredAndEveryAcceptedOneChangesSomethingOrSaysAgain() {
    Random random = seeded();
    var commands = new ArrayList<ProjectCommand>(LifecycleTable.commands().values());
    for (int round = 0; round < ROUNDS; round++) {
      ProjectState state = new ProjectState.None();
      for (int i = 0; i < COMMANDS; i++) {
        ProjectCommand command = commands.get(random.nextInt(commands.size()));
        if (ProjectLifecycle.decide(state, command, LifecycleTable.FACTS)
            instanceof Decision.Accepted<ProjectEvent>(var events)) {
          assertThat(events).isNotEmpty();
          state = events.stream().reduce(state, ProjectHistory::evolve, (_, later) -> later);
        }
      }
    }
  }

  @Test
  void anyHistoryFoldsToAStateThatSurvivesTheStateTopic() {
    Random random = seeded();
    List<ProjectEvent> known = everyEvent();
    for (int round = 0; round < ROUNDS; round++) {
      var history = new ArrayList<ProjectEvent>();
      for (int i = random.nextInt(30); i >= 0; i--) {
        history.add(known.get(random.nextInt(known.size())));
      }
      if (random.nextBoolean()) {
        Collections.shuffle(history, random);
      }
      ProjectState state = ProjectHistory.fold(history);
      byte[] json = Json.write(state, ProjectState.class);
      assertThat(Json.LENIENT.readValue(json, ProjectState.class)).isEqualTo(state);
      for (ProjectCommand command : LifecycleTable.commands().values()) {
        assertThat(ProjectLifecycle.decide(state, command, LifecycleTable.FACTS)).isNotNull();
      }
    }
  }

  /** Whatever the lifecycle answers to the examples, which is every kind of event. */
  private static List<ProjectEvent> everyEvent() {
    var events = new ArrayList<ProjectEvent>();
    for (ProjectState state : LifecycleTable.states().values()) {
      for (ProjectCommand command : LifecycleTable.commands().values()) {
        if (ProjectLifecycle.decide(state, command, LifecycleTable.FACTS)
            instanceof Decision.Accepted<ProjectEvent>(var accepted)) {
          events.addAll(accepted);
        }
      }
    }
    assertThat(events.stream().map(Object::getClass).distinct())
        .hasSize(ProjectEvent.class.getPermittedSubclasses().length - 1);
    events.add(new ProjectEvent.Released());
    return events;
  }

  private static Random seeded() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
