package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.NAME_TAKEN;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.contract.ErrorCode.REVISION_CHANGED;
import static io.sluice.contract.Step.FULL;
import static io.sluice.contract.Step.INCREMENTAL;
import static io.sluice.contract.Step.LOG_PULL;
import static io.sluice.contract.Step.SCHEMA;
import static io.sluice.contract.StepStatus.COMPLETED;
import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.contract.StepStatus.MONITORING;
import static io.sluice.contract.StepStatus.RUNNING;
import static io.sluice.project.lifecycle.LifecycleTable.DEFINITION;
import static io.sluice.project.lifecycle.LifecycleTable.FACTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProjectLifecycleTest extends AskedProject {
  @Test
  void aProjectThatIsToStartByItselfGoesThroughItsStepsInOrder() {
    ask(new ProjectCommand.Create(DEFINITION, true));
    assertThat(passPrecheck()).last().isEqualTo(began(SCHEMA));
    assertThat(report(SCHEMA, RUNNING)).hasSize(1);
    assertThat(report(SCHEMA, COMPLETED)).last().isEqualTo(began(LOG_PULL));
    assertThat(report(LOG_PULL, RUNNING)).last().isEqualTo(began(FULL));
    assertThat(report(FULL, COMPLETED)).last().isEqualTo(began(INCREMENTAL));
    report(INCREMENTAL, RUNNING);
    report(INCREMENTAL, MONITORING);
    assertThat(statusOf(INCREMENTAL)).isEqualTo(MONITORING);
    assertThat(report(INCREMENTAL, RUNNING)).isEmpty();
    assertThat(statusOf(INCREMENTAL)).isEqualTo(MONITORING);
  }

  @Test
  void aProjectWithoutAnIncrementalStepCompletesWithItsLastStep() {
    ProjectDefinition definition = withSteps(Set.of(SCHEMA, FULL));
    ask(new ProjectCommand.Create(definition, true));
    passPrecheck();
    report(SCHEMA, COMPLETED);
    assertThat(report(FULL, COMPLETED)).last().isEqualTo(new ProjectEvent.Completed(definition));
    assertThat(state()).isInstanceOf(ProjectState.Completed.class);
  }

  @Test
  void aCompletedProjectLetsGoOfItsStoreAndKeepsItsWriter() {
    begin();
    ask(new ProjectCommand.Complete());
    assertThat(ask(new ProjectCommand.RecordStopped("s-example")))
        .containsExactly(new ProjectEvent.ComponentStopped("s-example", DEFINITION));
    assertThat(ask(new ProjectCommand.RecordStopped("w-example"))).isEmpty();
    assertThat(state()).isInstanceOf(ProjectState.Completed.class);
  }

  @Test
  void whatIsReportedDuringAPauseIsKeptAndContinuedByTheResume() {
    begin();
    ask(new ProjectCommand.Pause(null));
    assertThat(report(SCHEMA, COMPLETED)).hasSize(1);
    assertThat(ask(new ProjectCommand.Resume()))
        .containsExactly(new ProjectEvent.Resumed(List.of(), DEFINITION), began(LOG_PULL));
  }

  @Test
  void aResumeAfterTheLastStepCompletedDuringThePauseCompletesTheProject() {
    ask(new ProjectCommand.Create(withSteps(Set.of(FULL)), true));
    passPrecheck();
    ask(new ProjectCommand.Pause(null));
    report(FULL, COMPLETED);
    assertThat(ask(new ProjectCommand.Resume())).last().isInstanceOf(ProjectEvent.Completed.class);
  }

  @Test
  void aFailedStepGoesBackToWhereItWasWhenTheProjectIsResumed() {
    monitor();
    report(INCREMENTAL, FAILED);
    assertThat(state()).isInstanceOf(ProjectState.Failed.class);
    assertThat(statusOf(INCREMENTAL)).isEqualTo(FAILED);
    assertThat(ask(new ProjectCommand.Resume()))
        .containsExactly(new ProjectEvent.Resumed(List.of(LOG_PULL, INCREMENTAL), DEFINITION));
    assertThat(statusOf(INCREMENTAL)).isEqualTo(MONITORING);
  }

  @Test
  void theStepAfterLogPullBeginsAfterAResumeAlthoughTheStoreHadFailedMeanwhile() {
    begin();
    report(SCHEMA, COMPLETED);
    report(LOG_PULL, RUNNING);
    report(LOG_PULL, FAILED);
    report(FULL, COMPLETED);
    assertThat(ask(new ProjectCommand.Resume())).last().isEqualTo(began(INCREMENTAL));
  }

  @Test
  void aNewNameIsRefusedWhenItIsTaken() {
    assertThat(refusal(new ProjectCommand.Create(DEFINITION, false), FACTS.withNameTaken()))
        .isEqualTo(new Failure(NAME_TAKEN, "definition.name: orders"));
    begin();
    assertThat(
            refusal(new ProjectCommand.Change("payments", null, null, null), FACTS.withNameTaken()))
        .isEqualTo(new Failure(NAME_TAKEN, "name: payments"));
  }

  @Test
  void nameTagsAndRegionAreChangedAtOnceOrNotAtAll() {
    ask(new ProjectCommand.Create(DEFINITION, false));
    assertThat(ask(new ProjectCommand.Change("payments", List.of("shop", "prod"), "eu", null)))
        .containsExactly(
            new ProjectEvent.Renamed("payments"),
            new ProjectEvent.TagsChanged(List.of("shop", "prod")),
            new ProjectEvent.RegionChanged("eu"));
    var wrong = new ProjectCommand.Change("bills", List.of("a,b"), null, null);
    assertThat(refusal(wrong, FACTS))
        .isEqualTo(
            new Failure(
                INVALID_INPUT,
                "definition.tags: a tag has 1 to 20 characters, no comma, slash or control"
                    + " character, no space at its ends"));
    assertThat(ask(new ProjectCommand.Change("payments", List.of("shop", "prod"), null, null)))
        .isEmpty();
  }

  @Test
  void aProjectThatHasStartedStaysInItsRegion() {
    begin();
    assertThat(refusal(new ProjectCommand.Change("payments", null, "eu", null), FACTS))
        .isEqualTo(
            new Failure(
                NOT_ALLOWED_NOW,
                "region: its components are in %s since it started; clone it into eu"
                    .formatted(DEFINITION.region())));
  }

  @Test
  void aChangeMeantForAnotherRevisionIsRefusedWithWhatIsDifferent() {
    begin();
    ask(new ProjectCommand.Change("payments", null, null, 1L));

    var stale =
        new ProjectCommand.ModifyObjects(List.of(TableMapping.same("public", "a")), 1L, null);
    assertThat(refusal(stale, FACTS))
        .isEqualTo(
            new Failure(
                REVISION_CHANGED, "revision 1 was meant, it is 2; only the project has public.b"));
    assertThat(refusal(new ProjectCommand.Change("orders", null, null, 7L), FACTS))
        .isEqualTo(
            new Failure(
                REVISION_CHANGED,
                "revision 7 was meant, it is 2; its name is payments, its tags are %s, its region is %s"
                    .formatted(DEFINITION.tags(), DEFINITION.region())));
    assertThat(ask(new ProjectCommand.ModifyObjects(stale.tables(), 2L, null))).hasSize(1);
  }

  @Test
  void theRevisionOfANewProjectIsTheFirstWhateverItsCreatorSays() {
    ask(new ProjectCommand.Create(DEFINITION.as(9), false));
    assertThat(((ProjectState.Existing) state()).definition().revision()).isEqualTo(1);
  }

  @Test
  void aReleaseIsOverWhenTheLastComponentIsDestroyed() {
    begin();
    ask(new ProjectCommand.Pause(null));
    assertThat(ask(new ProjectCommand.Release("delete")))
        .containsExactly(
            new ProjectEvent.ReleaseStarted(List.of("w-example", "s-example"), DEFINITION));
    ask(new ProjectCommand.RecordDestroyed("w-example"));
    assertThat(ask(new ProjectCommand.RecordDestroyed("s-example")))
        .containsExactly(
            new ProjectEvent.ComponentReleased("s-example"), new ProjectEvent.Released());
  }

  @Test
  void everyFaultOfADefinitionIsRefusedAndNamesItsField() {
    assertFault("definition.name", named("x".repeat(65)));
    assertFault("definition.name", named(" "));
    assertFault("definition.tags", tagged(List.of("1", "2", "3", "4", "5", "6")));
    assertFault("definition.tags", tagged(List.of("x".repeat(21))));
    assertFault("definition.destination", between("ds-1", "ds-1"));
    assertFault("definition.tables", mapping(List.of()));
    assertFault(
        "definition.tables[1].source",
        mapping(List.of(TableMapping.same("s", "t"), TableMapping.same("s", "t"))));
    assertFault("definition.options.steps", withSteps(Set.of()));
    assertFault("definition.options.steps", withSteps(Set.of(INCREMENTAL)));
    assertFault("definition.options.steps", withSteps(Set.of(LOG_PULL, FULL)));
    assertThat(refusal(new ProjectCommand.Create(named("x".repeat(64)), false), FACTS)).isNull();
  }

  private void assertFault(String field, ProjectDefinition definition) {
    Failure failure =
        Objects.requireNonNull(refusal(new ProjectCommand.Create(definition, false), FACTS));
    assertThat(failure.code()).isEqualTo(INVALID_INPUT);
    assertThat(failure.detail()).startsWith(field + ":");
  }

  private static ProjectEvent began(Step step) {
    return new ProjectEvent.StepStarted(step, DEFINITION);
  }

  private static ProjectDefinition named(String name) {
    return DEFINITION.with(name, null, null);
  }

  private static ProjectDefinition mapping(List<TableMapping> tables) {
    return DEFINITION.withTables(tables);
  }

  private static ProjectDefinition tagged(List<String> tags) {
    return definition(tags, "ds-1", "ds-2", SyncOptions.DEFAULT);
  }

  private static ProjectDefinition between(String source, String destination) {
    return definition(List.of(), source, destination, SyncOptions.DEFAULT);
  }

  private static ProjectDefinition withSteps(Set<Step> steps) {
    SyncOptions all = SyncOptions.DEFAULT;
    var options =
        new SyncOptions(
            steps,
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
            null);
    return definition(List.of(), "ds-1", "ds-2", options);
  }

  private static ProjectDefinition definition(
      List<String> tags, String source, String destination, SyncOptions options) {
    return new ProjectDefinition(
        "orders",
        tags,
        source,
        destination,
        ComponentKind.WRITER,
        "default",
        DEFINITION.tables(),
        options,
        AlertLevel.LOW,
        null,
        null,
        null);
  }
}
