package io.sluice.project.lifecycle;

import static io.sluice.contract.Step.INCREMENTAL;
import static io.sluice.contract.StepStatus.FAILED;
import static io.sluice.contract.StepStatus.RUNNING;
import static io.sluice.project.lifecycle.LifecycleTable.DEFINITION;
import static io.sluice.project.lifecycle.LifecycleTable.FACTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.SyncOptions.TableFailurePolicy;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuspensionTest extends AskedProject {
  private static final TableName A = new TableName("public", "a");
  private static final TableName B = new TableName("public", "b");

  @Test
  void aSuspendedTableIsLeftOutAndWhatIsResumedIsMadeEqualAndJoins() {
    flow();
    var suspended = List.of(table(A), table(B).suspended("slow"));
    assertThat(ask(new ProjectCommand.SuspendTables(List.of(B), "slow")))
        .containsExactly(
            new ProjectEvent.TablesSuspended(List.of(B), "slow", null),
            new ProjectEvent.ModificationStarted(
                DEFINITION,
                DEFINITION.withTables(suspended),
                List.of("w-example", "s-example"),
                List.of(),
                null));
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
    assertThat(definition().flowing()).containsExactly(table(A));

    assertThat(ask(new ProjectCommand.ResumeTables(List.of(B))))
        .first()
        .isInstanceOfSatisfying(
            ProjectEvent.ModificationStarted.class,
            started -> {
              assertThat(started.copied()).containsExactly(table(B));
              assertThat(started.targets()).isEqualTo(SyncOptions.Targets.MERGE);
            });
    assertThat(status()).isEqualTo(ProjectStatus.MODIFYING);
    passPrecheck(definition().revision());
    ask(new ProjectCommand.CancelModification());
    assertThat(definition().flowing()).as("it is suspended again").containsExactly(table(A));
    assertThat(definition().tables()).hasSize(2);
  }

  @Test
  void otherChangesOfTheObjectsLeaveATableSuspended() {
    flow();
    ask(new ProjectCommand.SuspendTables(List.of(B), null));
    var c = TableMapping.same("public", "c");
    ask(new ProjectCommand.ModifyObjects(List.of(table(A), table(B), c), null, null));
    assertThat(definition().flowing()).containsExactly(table(A), c);
  }

  @Test
  void theLastTableThatFlowsIsNotSuspended() {
    flow();
    ask(new ProjectCommand.SuspendTables(List.of(B), null));
    assertThat(refusal(new ProjectCommand.SuspendTables(List.of(A), null), FACTS))
        .extracting(Failure::detail)
        .asString()
        .contains("pause the project instead");
    assertThat(refusal(new ProjectCommand.SuspendTables(List.of(), null), FACTS)).isNotNull();
    var unknown = List.of(new TableName("public", "x"));
    assertThat(refusal(new ProjectCommand.SuspendTables(unknown, null), FACTS)).isNotNull();
  }

  @Test
  void whatStoppedAProjectIsSuspendedAndTheOthersGoOn() {
    flow();
    fail(A);
    assertThat(status()).isEqualTo(ProjectStatus.FAILED);
    ask(new ProjectCommand.SuspendTables(List.of(B), null));
    assertThat(status()).as("it was another table").isEqualTo(ProjectStatus.FAILED);
  }

  @Test
  void aProjectThatOneTableStoppedGoesOnWithoutIt() {
    flow();
    fail(A);
    ask(new ProjectCommand.SuspendTables(List.of(A), null));
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
    assertThat(definition().flowing()).containsExactly(table(B));
  }

  @Test
  void byPolicyATableThatCannotGoOnIsSuspendedWithTheReason() {
    flow(TableFailurePolicy.SUSPEND);
    assertThat(fail(A))
        .anySatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        ProjectEvent.TablesSuspended.class,
                        suspended -> {
                          assertThat(suspended.tables()).containsExactly(A);
                          assertThat(suspended.failure()).isNotNull();
                        }));
    assertThat(status()).isEqualTo(ProjectStatus.RUNNING);
    assertThat(definition().tables().getFirst().suspended())
        .isEqualTo("DESTINATION_REFUSED: a row");
    report(INCREMENTAL, RUNNING);
    fail(B);
    assertThat(status()).as("the last one stops the project").isEqualTo(ProjectStatus.FAILED);
  }

  @Test
  void byPolicyAFailureOfNoTableInParticularStopsTheProject() {
    flow(TableFailurePolicy.SUSPEND);
    report(INCREMENTAL, FAILED);
    assertThat(status()).isEqualTo(ProjectStatus.FAILED);
  }

  private void flow() {
    flow(TableFailurePolicy.STOP);
  }

  private void flow(TableFailurePolicy policy) {
    monitor();
    if (policy != TableFailurePolicy.STOP) {
      ask(new ProjectCommand.ChangeOptions(LifecycleTable.with(policy), null));
    }
  }

  private List<ProjectEvent> fail(TableName table) {
    var failure = new Failure(ErrorCode.DESTINATION_REFUSED, "a row", table);
    return ask(new ProjectCommand.RecordStep(INCREMENTAL, FAILED, failure, Map.of(), null));
  }

  private static TableMapping table(TableName name) {
    return TableMapping.same(name.schema(), name.name());
  }

  private ProjectDefinition definition() {
    return ((ProjectState.Existing) state()).definition();
  }
}
