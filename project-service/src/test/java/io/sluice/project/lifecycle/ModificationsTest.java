package io.sluice.project.lifecycle;

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

import io.sluice.contract.CheckResult;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tables come into a project that has started, are given up, and are copied again. */
class ModificationsTest extends AskedProject {
  @Test
  void anAddedTableIsCopiedBesideTheOthersAndJoinsThem() {
    monitor();
    var c = TableMapping.same("public", "c");
    var after = DEFINITION.withTables(plus(c));
    assertThat(ask(new ProjectCommand.ModifyObjects(plus(c), null, null)))
        .containsExactly(
            new ProjectEvent.ModificationStarted(
                DEFINITION, after, List.of("w-example", "s-example"), List.of(c), null),
            new ProjectEvent.PrecheckRequested(DEFINITION.withTables(List.of(c)), /* task= */ 2L));
    assertThat(status()).isEqualTo(ProjectStatus.MODIFYING);
    assertThat(passPrecheck(2L))
        .as("for the one that writes nothing changes")
        .contains(new ProjectEvent.ModificationAdmitted(2, List.of("s-example"), List.of(c), after))
        .last()
        .isEqualTo(new ProjectEvent.ModificationStepStarted(2, SCHEMA, List.of(c), after));
    assertThat(refusal(new ProjectCommand.ModifyObjects(DEFINITION.tables(), null, null), FACTS))
        .isNotNull();

    reportTask(SCHEMA, COMPLETED);
    assertThat(reportTask(LOG_PULL, RUNNING))
        .last()
        .isEqualTo(new ProjectEvent.ModificationStepStarted(2, FULL, List.of(c), after));
    reportTask(FULL, COMPLETED);
    assertThat(reportTask(INCREMENTAL, MONITORING))
        .last()
        .isEqualTo(new ProjectEvent.IntegrationStarted(after));
    assertThat(status()).isEqualTo(ProjectStatus.INTEGRATING);
    assertThat(reportTask(INCREMENTAL, COMPLETED))
        .containsExactly(new ProjectEvent.Integrated(2L, after.as(3)));
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
    assertThat(((ProjectState.Existing) state()).definition().tables()).isEqualTo(plus(c));
  }

  @Test
  void whatDoesNotPassThePrecheckIsNotBegunAndIsCheckedAgainOrGivenUp() {
    monitor();
    var c = TableMapping.same("public", "c");
    ask(new ProjectCommand.ModifyObjects(plus(c), null, null));
    var keyless = new Failure(ErrorCode.KEY_MISSING, "public.c");
    var check = new CheckResult("keys", CheckResult.Status.FAILED, keyless, "add a key");
    assertThat(ask(new ProjectCommand.RecordPrecheck(List.of(check), 2L)))
        .containsExactly(
            new ProjectEvent.PrecheckCompleted(false, List.of(check), 2L),
            new ProjectEvent.ModificationFailed(
                2, SCHEMA, new Failure(ErrorCode.KEY_MISSING, "public.c; add a key")));
    assertThat(ask(new ProjectCommand.Resume()))
        .containsExactly(new ProjectEvent.PrecheckRequested(DEFINITION.withTables(List.of(c)), 2L));
    assertThat(passPrecheck(2L)).hasSize(3);
    assertThat(passPrecheck(2L)).as("a late answer").isEmpty();
  }

  @Test
  void whatIsGivenUpBeforeItWasBegunLeavesAllAsItWas() {
    monitor();
    ask(new ProjectCommand.Resynchronize(List.of(new TableName("public", "a")), null));
    ask(new ProjectCommand.CancelModification());
    assertThat(((ProjectState.Existing) state()).definition().tables())
        .isEqualTo(DEFINITION.tables());
  }

  @Test
  void aModificationGoesOnAfterAPauseAndAfterAFailure() {
    begin();
    var c = TableMapping.same("public", "c");
    ask(new ProjectCommand.ModifyObjects(plus(c), null, null));
    passPrecheck(2L);
    reportTask(SCHEMA, COMPLETED);
    assertThat(ask(new ProjectCommand.Pause(null)))
        .first()
        .isInstanceOfSatisfying(
            ProjectEvent.Paused.class, paused -> assertThat(paused.task()).isEqualTo(2));
    assertThat(reportTask(LOG_PULL, RUNNING)).hasSize(1);
    assertThat(ask(new ProjectCommand.Resume()))
        .last()
        .isInstanceOfSatisfying(
            ProjectEvent.ModificationStepStarted.class,
            started -> assertThat(started.step()).isEqualTo(FULL));

    reportTask(FULL, FAILED);
    assertThat(state()).isInstanceOf(ProjectState.Running.class);
    assertThat(ask(new ProjectCommand.Resume()))
        .containsExactly(
            new ProjectEvent.ModificationStepStarted(
                2, FULL, List.of(c), DEFINITION.withTables(plus(c))));
  }

  @Test
  void whatIsCancelledLeavesTheProjectWithTheTablesThatWentOn() {
    begin();
    ask(new ProjectCommand.ModifyObjects(plus(TableMapping.same("public", "c")), null, null));
    passPrecheck(2L);
    ask(new ProjectCommand.CancelModification());
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
    assertThat(((ProjectState.Existing) state()).definition().tables())
        .isEqualTo(DEFINITION.tables());
    assertThat(reportTask(FULL, COMPLETED)).isEmpty();
    assertThat(ask(new ProjectCommand.RecordStopped("w-example.m2")))
        .singleElement()
        .isInstanceOf(ProjectEvent.ComponentStopped.class);
  }

  @Test
  void aTableIsCopiedAgainWhileTheOthersGoOnAndAFailedProjectGoesOnWithThem() {
    monitor();
    report(INCREMENTAL, FAILED);
    var a = TableMapping.same("public", "a");
    var after = DEFINITION.as(2);
    var merging = DEFINITION.withOptions(DEFINITION.options().with(SyncOptions.Targets.MERGE));
    assertThat(ask(new ProjectCommand.Resynchronize(List.of(a.source()), null)))
        .containsExactly(
            new ProjectEvent.ModificationStarted(
                DEFINITION,
                after,
                List.of("w-example", "s-example"),
                List.of(a),
                SyncOptions.Targets.MERGE),
            new ProjectEvent.PrecheckRequested(merging.withTables(List.of(a)).as(2), 2L));
    assertThat(status()).as("until it is sure to go on").isEqualTo(ProjectStatus.FAILED);
    assertThat(passPrecheck(2L))
        .contains(
            new ProjectEvent.ModificationAdmitted(
                2, List.of("w-example", "s-example"), List.of(a), after),
            new ProjectEvent.Resumed(List.of(LOG_PULL, INCREMENTAL), after),
            new ProjectEvent.ModificationStepStarted(2, SCHEMA, List.of(a), merging));
    assertThat(status()).isEqualTo(ProjectStatus.MODIFYING);
    assertThat(
            refusal(
                new ProjectCommand.Resynchronize(List.of(new TableName("public", "x")), null),
                FACTS))
        .isNotNull();
  }

  @Test
  void aProjectThatIsResynchronizedBeginsAnewOnceAllOfItIsGone() {
    begin();
    ask(new ProjectCommand.Resynchronize(null, SyncOptions.Targets.EMPTY));
    var after = DEFINITION.withOptions(DEFINITION.options().with(SyncOptions.Targets.EMPTY));
    assertThat(ask(new ProjectCommand.RecordStopped("w-example")))
        .containsExactly(new ProjectEvent.ComponentStopped("w-example", after));
    ask(new ProjectCommand.RecordDestroyed("w-example"));
    assertThat(ask(new ProjectCommand.RecordDestroyed("s-example")))
        .containsExactly(
            new ProjectEvent.ComponentReleased("s-example"),
            new ProjectEvent.Started(after),
            new ProjectEvent.StepStarted(SCHEMA, after));
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
  }

  private static List<TableMapping> plus(TableMapping table) {
    return Stream.concat(DEFINITION.tables().stream(), Stream.of(table)).toList();
  }

  private List<ProjectEvent> reportTask(Step step, StepStatus status) {
    Failure failure = status == FAILED ? new Failure(ErrorCode.INTERNAL, "a reason") : null;
    return ask(new ProjectCommand.RecordStep(step, status, failure, Map.of(), 2L));
  }
}
