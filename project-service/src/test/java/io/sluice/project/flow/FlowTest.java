package io.sluice.project.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowTest {
  private static final String STORE_TOPIC = "sluice.east.stores.commands";
  private static final String WRITER_TOPIC = "sluice.east.writers.commands";
  private static final String PROJECT_TOPIC = "sluice.projects.commands";
  private static final ProjectDefinition DEFINITION = definition(SyncOptions.DEFAULT);

  @Test
  void aStartedProjectGetsItsComponents() {
    List<Outgoing> next = after("p-7", new ProjectEvent.Started(DEFINITION));
    assertThat(next).extracting(Outgoing::topic).containsExactly(WRITER_TOPIC, STORE_TOPIC);
    assertThat(next).extracting(Outgoing::subject).containsExactly("w-7", "s-7");
    var writer = ((ComponentCommand.Create) next.get(0).command()).spec();
    var store = ((ComponentCommand.Create) next.get(1).command()).spec();
    assertThat(writer.storeId()).isEqualTo("s-7");
    assertThat(writer.destination()).isEqualTo("ds-2");
    assertThat(store.kind()).isEqualTo(ComponentKind.STORE);
    assertThat(store.destination()).isNull();
  }

  @Test
  void aProjectWithoutAnIncrementalStepGetsNoStore() {
    assertThat(after("p-7", new ProjectEvent.Started(onlyFull())))
        .extracting(Outgoing::subject)
        .containsExactly("w-7");
  }

  @Test
  void logPullIsAStepOfTheStoreAndEveryOtherOfTheWriter() {
    for (Step step : DEFINITION.options().steps()) {
      boolean store = step == Step.LOG_PULL;
      assertThat(after("p-7", new ProjectEvent.StepStarted(step, DEFINITION)))
          .containsExactly(
              new Outgoing(
                  store ? STORE_TOPIC : WRITER_TOPIC,
                  store ? "s-7" : "w-7",
                  new ComponentCommand.Start(step, null),
                  step.name()));
    }
  }

  @Test
  void aPausedProjectStopsWritingAndItsStoreGoesOn() {
    assertThat(after("p-7", new ProjectEvent.Paused("night", null, DEFINITION, null)))
        .containsExactly(
            new Outgoing(WRITER_TOPIC, "w-7", new ComponentCommand.Pause("night"), "-"));
  }

  @Test
  void aCompletedProjectsComponentsArePausedSoThatItsStoreCanBeDestroyed() {
    var pause = new ComponentCommand.Pause("project completed");
    assertThat(after("p-7", new ProjectEvent.Completed(DEFINITION)))
        .containsExactly(
            new Outgoing(WRITER_TOPIC, "w-7", pause, Flow.RELEASE),
            new Outgoing(STORE_TOPIC, "s-7", pause, Flow.RELEASE));
  }

  @Test
  void changedOptionsAreToldToEveryComponent() {
    var components = List.of("w-7", "s-7");
    assertThat(after("p-7", new ProjectEvent.OptionsChanged(components, onlyFull())))
        .extracting(
            Outgoing::subject, o -> ((ComponentCommand.Update) o.command()).spec().options())
        .containsExactly(tuple("w-7", onlyFull().options()), tuple("s-7", onlyFull().options()));
  }

  @Test
  void aResumedProjectStartsTheStepsThatAreUnderWay() {
    var steps = List.of(Step.LOG_PULL, Step.INCREMENTAL);
    assertThat(after("p-7", new ProjectEvent.Resumed(steps, DEFINITION)))
        .extracting(Outgoing::subject, Outgoing::command)
        .containsExactly(
            tuple("s-7", new ComponentCommand.Start(Step.LOG_PULL, null)),
            tuple("w-7", new ComponentCommand.Start(Step.INCREMENTAL, null)));
  }

  @Test
  void aStoreCountsAsRunningWhenItHasCaughtUpAndNotWhenItWasStarted() {
    assertThat(after("s-7", new ComponentEvent.Started("s-7", "p-7", Step.LOG_PULL, 1, "here")))
        .isEmpty();
    assertThat(after("s-7", new ComponentEvent.CaughtUp("s-7", "p-7", 5)))
        .containsExactly(recorded(Step.LOG_PULL, StepStatus.RUNNING, Map.of()));
  }

  @Test
  void aWriterThatHasCaughtUpIsMonitored() {
    assertThat(after("w-7", new ComponentEvent.CaughtUp("w-7", "p-7", 5)))
        .containsExactly(
            recorded(Step.INCREMENTAL, StepStatus.MONITORING, Map.of("latencyMillis", "5")));
  }

  @Test
  void whatAStepDidIsToldToTheProject() {
    var report = Map.of("public.a", "created");
    assertThat(after("w-7", new ComponentEvent.StepCompleted("w-7", "p-7", Step.SCHEMA, report)))
        .containsExactly(recorded(Step.SCHEMA, StepStatus.COMPLETED, report));
  }

  @Test
  void aComponentOfAReleasedProjectIsPausedThenDestroyedThenForgotten() {
    assertThat(after("p-7", new ProjectEvent.ReleaseStarted(List.of("w-7", "s-7"), DEFINITION)))
        .containsExactly(
            new Outgoing(
                WRITER_TOPIC, "w-7", new ComponentCommand.Pause("project released"), "release"),
            new Outgoing(
                STORE_TOPIC, "s-7", new ComponentCommand.Pause("project released"), "release"));
    assertThat(after("w-7", new ComponentEvent.Stopped("w-7", "p-7")))
        .containsExactly(toProject(new ProjectCommand.RecordStopped("w-7")));
    assertThat(after("p-7", new ProjectEvent.ComponentStopped("w-7", DEFINITION)))
        .containsExactly(
            new Outgoing(WRITER_TOPIC, "w-7", new ComponentCommand.Destroy("delete"), "-"));
    assertThat(after("w-7", new ComponentEvent.Destroyed("w-7", "p-7")))
        .containsExactly(toProject(new ProjectCommand.RecordDestroyed("w-7")));
  }

  @Test
  void aComponentThatNeverRanOrIsGoneAlreadyDoesNotHoldUpARelease() {
    assertThat(
            answered("w-7", "e/0/release", new Outcome.Satisfied("io.sluice.component.pause.v1")))
        .containsExactly(toProject(new ProjectCommand.RecordStopped("w-7")));
    assertThat(answered("w-7", "e/0/-", new Outcome.Satisfied("io.sluice.component.destroy.v1")))
        .containsExactly(toProject(new ProjectCommand.RecordDestroyed("w-7")));
    assertThat(
            answered(
                "w-7",
                "e/0/release",
                rejected("io.sluice.component.pause.v1", ErrorCode.UNKNOWN_ID)))
        .containsExactly(toProject(new ProjectCommand.RecordDestroyed("w-7")));
  }

  @Test
  void aStartThatIsRefusedFailsItsStep() {
    var outcome = rejected("io.sluice.component.start.v1", ErrorCode.NOT_ALLOWED_NOW);
    assertThat(answered("w-7", "e/0/FULL", outcome))
        .containsExactly(
            toProject(
                new ProjectCommand.RecordStep(
                    Step.FULL, StepStatus.FAILED, outcome.failure(), Map.of(), null)));
    assertThat(answered("w-7.m3", "e/0/FULL", outcome))
        .containsExactly(
            toProject(
                new ProjectCommand.RecordStep(
                    Step.FULL, StepStatus.FAILED, outcome.failure(), Map.of(), 3L)));
  }

  @Test
  void whatOthersAreRefusedIsNoneOfItsBusiness() {
    var outcome = rejected("io.sluice.component.start.v1", ErrorCode.NOT_ALLOWED_NOW);
    assertThat(answered("w-7", "0190-some-id", outcome)).isEmpty();
    assertThat(answered("p-7", "e/0/FULL", outcome)).isEmpty();
    assertThat(answered("", "e/0/FULL", outcome)).isEmpty();
  }

  private static List<Outgoing> after(String subject, Record event) {
    return Flow.next(envelope(subject, "c"), event);
  }

  private static List<Outgoing> answered(String subject, String commandId, Outcome outcome) {
    return Flow.next(envelope(subject, commandId), (Record) outcome);
  }

  private static Envelope envelope(String subject, String causationId) {
    return new Envelope("e", subject, "/test", Instant.EPOCH, "c", causationId, "ann", null, null);
  }

  private static Outcome.Rejected rejected(String command, ErrorCode code) {
    return new Outcome.Rejected(command, new Failure(code, "because"));
  }

  private static Outgoing recorded(Step step, StepStatus status, Map<String, String> report) {
    return toProject(new ProjectCommand.RecordStep(step, status, null, report, null));
  }

  private static Outgoing toProject(ProjectCommand command) {
    return new Outgoing(PROJECT_TOPIC, "p-7", (Record) command, "-");
  }

  private static ProjectDefinition onlyFull() {
    SyncOptions all = SyncOptions.DEFAULT;
    return definition(
        new SyncOptions(
            Set.of(Step.SCHEMA, Step.FULL),
            all.conflict(),
            all.format(),
            all.topicTemplate(),
            all.topicPartitions(),
            all.readConcurrency(),
            all.rowsPerSecond(),
            all.logRetentionHours(),
            all.ddl(),
            all.constraints(),
            null,
            null,
            null,
            null));
  }

  private static ProjectDefinition definition(SyncOptions options) {
    return new ProjectDefinition(
        "orders",
        List.of(),
        "ds-1",
        "ds-2",
        ComponentKind.WRITER,
        "east",
        List.of(TableMapping.same("public", "a")),
        options,
        AlertLevel.LOW,
        null,
        null,
        null);
  }
}
