package io.sluice.project.lifecycle;

import static io.sluice.contract.StepStatus.COMPLETED;
import static io.sluice.contract.StepStatus.MONITORING;
import static io.sluice.contract.StepStatus.RUNNING;

import io.sluice.contract.AlertLevel;
import io.sluice.contract.CheckResult;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.contract.VerificationPlan;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Precheck;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lifecycle asked about every state and command: the reviewed table, its documentation, and the
 * actions that the API offers are all made from the answers, so none of them can differ from it.
 */
final class LifecycleTable {
  static final String PROJECT = "p-example";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant LATER = NOW.plusSeconds(3600);
  static final Facts FACTS = new Facts(PROJECT, NOW, LATER, true, "ann");

  static final ProjectDefinition DEFINITION =
      new ProjectDefinition(
          "orders",
          List.of("shop"),
          "ds-source",
          "ds-destination",
          ComponentKind.WRITER,
          "default",
          List.of(TableMapping.same("public", "a"), TableMapping.same("public", "b")),
          SyncOptions.DEFAULT,
          AlertLevel.LOW,
          null,
          null,
          null);

  private static final Failure FAILURE =
      new Failure(ErrorCode.DESTINATION_REFUSED, "public.a: a row was refused");

  /** Its second table is being brought in. */
  private static final Modification ASKED =
      Modification.begun(
          new ProjectEvent.ModificationStarted(
              DEFINITION,
              DEFINITION.as(2),
              List.of(),
              List.of(DEFINITION.tables().getLast()),
              null));

  private static final Modification COPYING =
      ASKED
          .admitted()
          .advanced(Step.SCHEMA, COMPLETED)
          .advanced(Step.LOG_PULL, RUNNING)
          .advanced(Step.FULL, RUNNING);

  private LifecycleTable() {}

  /** One example of every state, and of every variant that is answered differently. */
  static Map<String, ProjectState> states() {
    var full = steps(Step.FULL, RUNNING);
    var monitored = steps(Step.INCREMENTAL, MONITORING);
    var states = new LinkedHashMap<String, ProjectState>();
    states.put("none", new ProjectState.None());
    states.put("NOT_STARTED", notStarted(false, Precheck.NONE));
    states.put("NOT_STARTED, starts by itself", notStarted(true, Precheck.REQUESTED));
    states.put("NOT_STARTED, precheck asked", notStarted(false, Precheck.REQUESTED));
    states.put("NOT_STARTED, precheck passed", notStarted(false, Precheck.PASSED));
    states.put("RUNNING, full", new ProjectState.Running(DEFINITION, full, null, null));
    states.put("RUNNING, monitoring", new ProjectState.Running(DEFINITION, monitored, null, null));
    states.put(
        "RUNNING, b suspended",
        new ProjectState.Running(
            DEFINITION.withTables(
                List.of(
                    DEFINITION.tables().getFirst(),
                    DEFINITION.tables().getLast().suspended("poisoned"))),
            monitored,
            null,
            null));
    states.put(
        "MODIFYING, precheck asked", new ProjectState.Running(DEFINITION, monitored, ASKED, null));
    states.put("MODIFYING", new ProjectState.Running(DEFINITION, monitored, COPYING, null));
    states.put(
        "MODIFYING, failed",
        new ProjectState.Running(DEFINITION, monitored, COPYING.failed(Step.FULL, FAILURE), null));
    states.put(
        "INTEGRATING",
        new ProjectState.Running(
            DEFINITION, monitored, COPYING.advanced(Step.INCREMENTAL, MONITORING), null));
    var verifying =
        new ProjectState.Running(
            DEFINITION,
            monitored,
            null,
            new Verification(
                1,
                Verification.Status.RUNNING,
                new VerificationPlan(DEFINITION.tables(), true, 2, 0),
                null));
    states.put("RUNNING, verifying", verifying);
    states.put(
        "RUNNING, verification failed",
        ProjectHistory.evolve(verifying, new ProjectEvent.VerificationFailed(1, FAILURE)));
    states.put("PAUSED, full", new ProjectState.Paused(DEFINITION, full, LATER, null, null));
    states.put(
        "PAUSED, log expired",
        new ProjectState.Paused(DEFINITION, monitored, NOW.minusSeconds(1), null, null));
    states.put(
        "PAUSED, modifying", new ProjectState.Paused(DEFINITION, monitored, LATER, COPYING, null));
    states.put(
        "FAILED", new ProjectState.Failed(DEFINITION, full, Step.FULL, FAILURE, LATER, null, null));
    states.put("COMPLETED", new ProjectState.Completed(DEFINITION, monitored, null));
    states.put(
        "RELEASING",
        new ProjectState.Releasing(DEFINITION, List.of("w-example", "s-example"), false, null));
    states.put(
        "MODIFYING, all anew",
        new ProjectState.Releasing(DEFINITION, List.of("s-example"), true, null));
    states.put("RELEASED", new ProjectState.Released(DEFINITION));
    states.put("deleted", new ProjectState.Deleted());
    return states;
  }

  /** One example of every command, and of every variant that is answered differently. */
  static Map<String, ProjectCommand> commands() {
    var commands = new LinkedHashMap<String, ProjectCommand>();
    var other = DEFINITION.with("payments", null, null);
    commands.put("create", new ProjectCommand.Create(other, false));
    commands.put("create, same again", new ProjectCommand.Create(DEFINITION, true));
    commands.put("precheck", new ProjectCommand.Precheck());
    commands.put("start", new ProjectCommand.Start());
    commands.put("pause", new ProjectCommand.Pause("maintenance"));
    commands.put("resume", new ProjectCommand.Resume());
    commands.put("complete", new ProjectCommand.Complete());
    commands.put("modify-objects, one less", modify("a"));
    commands.put("modify-objects, one more", modify("a", "b", "c"));
    commands.put("modify-objects, none", modify());
    commands.put("resynchronize", new ProjectCommand.Resynchronize(null, null));
    commands.put(
        "resynchronize, one table",
        new ProjectCommand.Resynchronize(List.of(new TableName("public", "a")), null));
    var b = List.of(new TableName("public", "b"));
    commands.put("suspend-tables", new ProjectCommand.SuspendTables(b, "poisoned"));
    commands.put("resume-tables", new ProjectCommand.ResumeTables(b));
    commands.put("cancel-modification", new ProjectCommand.CancelModification());
    commands.put("change-options", new ProjectCommand.ChangeOptions(slower(), null));
    commands.put(
        "change-options, other steps", new ProjectCommand.ChangeOptions(withoutCopy(), null));
    commands.put("verify", new ProjectCommand.Verify(null, null, null));
    commands.put("pause-verification", new ProjectCommand.PauseVerification());
    commands.put("resume-verification", new ProjectCommand.ResumeVerification());
    commands.put("cancel-verification", new ProjectCommand.CancelVerification());
    commands.put(
        "record-verification, completed",
        new ProjectCommand.RecordVerification(1, COMPLETED, null, Map.of("missing", "1")));
    commands.put(
        "record-verification, failed",
        new ProjectCommand.RecordVerification(1, StepStatus.FAILED, FAILURE, Map.of()));
    commands.put("release", new ProjectCommand.Release("delete"));
    commands.put("release, not confirmed", new ProjectCommand.Release("yes"));
    commands.put("delete", new ProjectCommand.Delete());
    commands.put("change alerts", new ProjectCommand.ChangeAlerts(AlertLevel.HIGH, null, null));
    commands.put("change", new ProjectCommand.Change("payments", null, null, null));
    commands.put(
        "change tags and region",
        new ProjectCommand.Change(null, List.of("moved"), "elsewhere", null));
    commands.put("record-precheck, passed", checked(CheckResult.Status.WARNING, null));
    commands.put("record-precheck, failed", checked(CheckResult.Status.FAILED, null));
    commands.put(
        "record-precheck of the modification, passed",
        checked(CheckResult.Status.PASSED, ASKED.task()));
    commands.put(
        "record-precheck of the modification, failed",
        checked(CheckResult.Status.FAILED, ASKED.task()));
    commands.put("record-step, full completed", record(Step.FULL, COMPLETED));
    commands.put("record-step, full failed", record(Step.FULL, StepStatus.FAILED));
    commands.put("record-step, incremental running", record(Step.INCREMENTAL, RUNNING));
    commands.put(
        "record-step of the modification, full completed", recordTask(Step.FULL, COMPLETED));
    commands.put(
        "record-step of the modification, full failed", recordTask(Step.FULL, StepStatus.FAILED));
    commands.put(
        "record-step of the modification, incremental monitoring",
        recordTask(Step.INCREMENTAL, MONITORING));
    commands.put(
        "record-step of the modification, incremental completed",
        recordTask(Step.INCREMENTAL, COMPLETED));
    commands.put("record-stopped", new ProjectCommand.RecordStopped("s-example"));
    commands.put("record-destroyed", new ProjectCommand.RecordDestroyed("s-example"));
    return commands;
  }

  /** The answer in words: the events, the refusal's code, or that it is so already. */
  static String answer(ProjectState state, ProjectCommand command) {
    return switch (ProjectLifecycle.decide(state, command, FACTS)) {
      case Decision.Accepted<ProjectEvent>(var events) ->
          events.stream().map(LifecycleTable::inWords).collect(Collectors.joining(" + "));
      case Decision.Unchanged<ProjectEvent> _ -> "already so";
      case Decision.Refused<ProjectEvent>(var failure) -> "refused: " + failure.code();
    };
  }

  private static String inWords(ProjectEvent event) {
    return switch (event) {
      case ProjectEvent.StepStarted(var step, _) -> nameOf(event) + " " + step;
      case ProjectEvent.StepAdvanced(var step, var status, _) ->
          nameOf(event) + " " + step + " " + status;
      case ProjectEvent.ModificationStepStarted(_, var step, _, _) -> nameOf(event) + " " + step;
      case ProjectEvent.ModificationAdvanced(_, var step, var status, _) ->
          nameOf(event) + " " + step + " " + status;
      case ProjectEvent.Resumed(var steps, _) -> nameOf(event) + " " + steps;
      case ProjectEvent.PrecheckCompleted(var passed, _, _) ->
          nameOf(event) + (passed ? " passed" : " not passed");
      case ProjectEvent _ -> nameOf(event);
    };
  }

  /** {@code io.sluice.project.modify-objects.v1} is {@code modify-objects}. */
  private static String nameOf(Object message) {
    String[] parts = MessageTypes.nameOf(message.getClass()).split("\\.", -1);
    return parts[parts.length - 2];
  }

  private static ProjectState notStarted(boolean start, Precheck precheck) {
    return new ProjectState.NotStarted(DEFINITION, start, precheck);
  }

  /** All steps up to this one, the earlier ones as far as they have to be. */
  private static Map<Step, StepState> steps(Step last, StepStatus status) {
    var steps = new LinkedHashMap<Step, StepState>();
    for (Step step : DEFINITION.options().steps()) {
      if (step.compareTo(last) < 0) {
        StepStatus before = step == Step.LOG_PULL ? RUNNING : COMPLETED;
        steps.put(step, new StepState(before, before));
      }
    }
    steps.put(last, new StepState(status, status));
    return steps;
  }

  private static ProjectCommand modify(String... tables) {
    return new ProjectCommand.ModifyObjects(
        List.of(tables).stream().map(table -> TableMapping.same("public", table)).toList(),
        null,
        null);
  }

  static SyncOptions with(SyncOptions.TableFailurePolicy policy) {
    return options(DEFINITION.options().steps(), 0, policy);
  }

  private static SyncOptions slower() {
    return options(DEFINITION.options().steps(), 1000, SyncOptions.TableFailurePolicy.STOP);
  }

  private static SyncOptions withoutCopy() {
    return options(
        Set.of(Step.SCHEMA, Step.LOG_PULL, Step.INCREMENTAL),
        0,
        SyncOptions.TableFailurePolicy.STOP);
  }

  private static SyncOptions options(
      Set<Step> steps, int rowsPerSecond, SyncOptions.TableFailurePolicy policy) {
    SyncOptions options = DEFINITION.options();
    return new SyncOptions(
        steps,
        options.conflict(),
        options.format(),
        options.topicTemplate(),
        options.topicPartitions(),
        options.readConcurrency(),
        rowsPerSecond,
        options.logRetentionHours(),
        options.ddl(),
        options.constraints(),
        options.targets(),
        policy,
        null,
        null);
  }

  private static ProjectCommand checked(CheckResult.Status status, @Nullable Long task) {
    return new ProjectCommand.RecordPrecheck(
        List.of(new CheckResult("wal-level", status, FAILURE, "do this")), task);
  }

  private static ProjectCommand record(Step step, StepStatus status) {
    return new ProjectCommand.RecordStep(
        step, status, status == StepStatus.FAILED ? FAILURE : null, Map.of(), null);
  }

  private static ProjectCommand recordTask(Step step, StepStatus status) {
    return new ProjectCommand.RecordStep(
        step, status, status == StepStatus.FAILED ? FAILURE : null, Map.of(), COPYING.task());
  }
}
