package io.sluice.project.lifecycle;

import static io.sluice.contract.ErrorCode.INVALID_INPUT;
import static io.sluice.contract.ErrorCode.NOT_ALLOWED_NOW;
import static io.sluice.lifecycle.Decision.accept;
import static io.sluice.lifecycle.Decision.refuse;
import static io.sluice.lifecycle.Decision.unchanged;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.ProjectEvent;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.contract.VerificationPlan;
import io.sluice.lifecycle.Decision;
import io.sluice.project.lifecycle.ProjectState.Begun;
import io.sluice.project.lifecycle.ProjectState.Completed;
import io.sluice.project.lifecycle.ProjectState.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of a project's destination with its source, which a component of its own carries.
 *
 * @param number from 1 up; the component is named after it
 * @param failure why it does not go on; null when it does
 */
public record Verification(
    long number, Status status, VerificationPlan plan, @Nullable Failure failure) {
  /** How far it is. */
  public enum Status {
    RUNNING,
    PAUSED,
    FAILED,
    COMPLETED,
    CANCELLED
  }

  /** Whether its component is there. */
  boolean isOpen() {
    return status != Status.COMPLETED && status != Status.CANCELLED;
  }

  Verification as(Status other) {
    return new Verification(number, other, plan, null);
  }

  /** A project's last one after an event, which may be of an earlier one. */
  static @Nullable Verification after(@Nullable Verification last, ProjectEvent event) {
    if (event instanceof ProjectEvent.VerificationStarted e) {
      return new Verification(e.number(), Status.RUNNING, e.plan(), null);
    }
    if (last == null) {
      return null;
    }
    return switch (event) {
      case ProjectEvent.VerificationUpdated e when e.number() == last.number ->
          new Verification(last.number, last.status, e.plan(), last.failure);
      case ProjectEvent.VerificationPaused e when e.number() == last.number ->
          last.as(Status.PAUSED);
      case ProjectEvent.VerificationResumed e when e.number() == last.number ->
          last.as(Status.RUNNING);
      case ProjectEvent.VerificationCompleted e when e.number() == last.number ->
          last.as(Status.COMPLETED);
      case ProjectEvent.VerificationCancelled e when e.number() == last.number ->
          last.as(Status.CANCELLED);
      case ProjectEvent.VerificationFailed e when e.number() == last.number ->
          new Verification(last.number, Status.FAILED, last.plan, e.failure());
      case ProjectEvent _ -> last;
    };
  }

  static Decision<ProjectEvent> start(Begun is, ProjectCommand.Verify asked, Facts facts) {
    Verification last = is.verification();
    if (last != null && last.isOpen()) {
      return refuse(
          NOT_ALLOWED_NOW,
          "verification %d is %s: wait for it, or cancel-verification"
              .formatted(last.number, last.status));
    }
    Optional<String> hindrance = hindrance(is);
    if (hindrance.isPresent()) {
      return refuse(NOT_ALLOWED_NOW, hindrance.get());
    }
    var options = is.definition().options();
    var plan =
        new VerificationPlan(
            written(is).stream()
                .filter(table -> asked.tables() == null || asked.tables().contains(table.source()))
                .toList(),
            isFollowed(is),
            Objects.requireNonNullElse(asked.readConcurrency(), options.readConcurrency()),
            Objects.requireNonNullElse(asked.rowsPerSecond(), options.rowsPerSecond()));
    Optional<String> fault = fault(plan, asked.tables());
    return fault.isPresent()
        ? refuse(INVALID_INPUT, fault.get())
        : accept(
            new ProjectEvent.VerificationStarted(
                last == null ? 1 : last.number + 1, plan, is.definition(), facts.actor()));
  }

  /** What has to come before a verification could say anything. */
  private static Optional<String> hindrance(Begun is) {
    ProjectDefinition definition = is.definition();
    if (!(is instanceof Running || is instanceof Completed)) {
      return Optional.of("a project that is " + is.status() + " cannot be verified; resume it");
    }
    for (Step step : List.of(Step.SCHEMA, Step.FULL)) {
      StepState state = is.steps().get(step);
      if (definition.has(step) && (state == null || state.reached() != StepStatus.COMPLETED)) {
        return Optional.of("its tables are not copied yet: step " + step + " is not complete");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(VerificationPlan plan, @Nullable List<TableName> named) {
    if (named != null) {
      var known = plan.tables().stream().map(TableMapping::source).toList();
      for (TableName table : named) {
        if (!known.contains(table)) {
          return Optional.of("tables: no table " + table + " is written by the project now");
        }
      }
    }
    if (plan.tables().isEmpty()) {
      return Optional.of("tables: empty");
    }
    if (plan.readConcurrency() < 1 || plan.readConcurrency() > 16) {
      return Optional.of("readConcurrency: 1 to 16");
    }
    return plan.rowsPerSecond() < 0 ? Optional.of("rowsPerSecond: 0 or more") : Optional.empty();
  }

  static Decision<ProjectEvent> pause(Begun is) {
    Verification last = is.verification();
    if (last == null || !last.isOpen()) {
      return none();
    }
    return last.status == Status.RUNNING
        ? accept(new ProjectEvent.VerificationPaused(last.number, is.definition()))
        : unchanged();
  }

  static Decision<ProjectEvent> resume(Begun is) {
    Verification last = is.verification();
    if (last == null || !last.isOpen()) {
      return none();
    }
    return last.status == Status.RUNNING
        ? unchanged()
        : accept(new ProjectEvent.VerificationResumed(last.number, is.definition()));
  }

  static Decision<ProjectEvent> cancel(Begun is) {
    Verification last = is.verification();
    return last == null || !last.isOpen()
        ? none()
        : accept(new ProjectEvent.VerificationCancelled(last.number, is.definition()));
  }

  private static Decision<ProjectEvent> none() {
    return refuse(NOT_ALLOWED_NOW, "no verification is under way");
  }

  /** A report of its component. */
  static Decision<ProjectEvent> record(Begun is, ProjectCommand.RecordVerification fact) {
    Verification last = is.verification();
    if (last == null || last.number != fact.number() || !last.isOpen()) {
      return unchanged();
    }
    if (fact.status() == StepStatus.COMPLETED) {
      return accept(
          new ProjectEvent.VerificationCompleted(
              last.number, fact.report(), found(fact.report()), is.definition()));
    }
    Failure failure =
        Objects.requireNonNullElse(
            fact.failure(), new Failure(ErrorCode.INTERNAL, "no reason was given"));
    return last.status == Status.FAILED
        ? unchanged()
        : accept(new ProjectEvent.VerificationFailed(last.number, failure));
  }

  private static @Nullable Failure found(Map<String, String> report) {
    String missing = report.getOrDefault("missing", "0");
    String extra = report.getOrDefault("extra", "0");
    String different = report.getOrDefault("different", "0");
    return missing.equals("0") && extra.equals("0") && different.equals("0")
        ? null
        : new Failure(
            ErrorCode.DIFFERENCES_FOUND,
            "rows of the destination: %s missing, %s too many, %s different"
                .formatted(missing, extra, different));
  }

  /** What a decision about a project means for its verification. */
  static Decision<ProjectEvent> follow(
      ProjectState state, Decision<ProjectEvent> decision, Facts facts) {
    if (!(state instanceof Begun before)
        || !(decision instanceof Decision.Accepted<ProjectEvent>(var events))) {
      return decision;
    }
    ProjectState now = state;
    for (ProjectEvent event : events) {
      now = ProjectHistory.evolve(now, event);
    }
    if (!(now instanceof Begun is)) {
      return decision;
    }
    List<ProjectEvent> more = new ArrayList<>(events);
    if (isCopied(is) && !isCopied(before) && isWantedAfterCopy(is)) {
      if (start(is, new ProjectCommand.Verify(null, null, null), facts)
          instanceof Decision.Accepted<ProjectEvent>(var started)) {
        more.addAll(started);
      }
    } else if (before.verification() != null && before.verification().isOpen()) {
      updated(before, is).ifPresent(more::add);
    }
    return more.size() == events.size() ? decision : accept(more);
  }

  private static boolean isCopied(Begun is) {
    StepState full = is.steps().get(Step.FULL);
    return full != null && full.reached() == StepStatus.COMPLETED;
  }

  private static boolean isWantedAfterCopy(Begun is) {
    var policy = is.definition().options().verification();
    return policy != null && policy.afterCopy();
  }

  /**
   * What is to be compared may be changed by anything that happens to the project; its component
   * would wait for a writer that goes by another definition.
   */
  private static Optional<ProjectEvent> updated(Begun before, Begun is) {
    Verification last = is.verification();
    if (last == null || !last.isOpen()) {
      return Optional.empty();
    }
    var plan =
        new VerificationPlan(
            written(is).stream().filter(last::has).toList(),
            isFollowed(is),
            last.plan.readConcurrency(),
            last.plan.rowsPerSecond());
    if (plan.equals(last.plan) && goesOnAsIs(before.definition(), is.definition())) {
      return Optional.empty();
    }
    return Optional.of(
        plan.tables().isEmpty()
            ? new ProjectEvent.VerificationCancelled(last.number, is.definition())
            : new ProjectEvent.VerificationUpdated(last.number, plan, is.definition()));
  }

  /** Who is told of a project is nothing to its components. */
  private static boolean goesOnAsIs(ProjectDefinition before, ProjectDefinition now) {
    return now.revision().equals(before.revision())
        || now.equals(before.withAlerts(now.alertLevel(), now.alerts()));
  }

  private boolean has(TableMapping table) {
    return plan.tables().stream().anyMatch(one -> one.source().equals(table.source()));
  }

  /** Tables on their way in are not what they will be. */
  private static List<TableMapping> written(Begun is) {
    Modification modification = is.modification();
    return is.definition().flowingBut(modification == null ? List.of() : modification.tables());
  }

  private static boolean isFollowed(Begun is) {
    return is.definition().has(Step.INCREMENTAL) && !(is instanceof Completed);
  }
}
