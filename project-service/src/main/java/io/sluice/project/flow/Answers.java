package io.sluice.project.flow;

import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.MessageTypes;
import io.sluice.contract.Outcome;
import io.sluice.contract.ProjectCommand;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a component answers a command of the flow with no event of its own. What the
 * command was sent for is read from the mark in its id.
 */
final class Answers {
  private static final String PAUSE = MessageTypes.nameOf(ComponentCommand.Pause.class);
  private static final String DESTROY = MessageTypes.nameOf(ComponentCommand.Destroy.class);

  private Answers() {}

  static List<Outgoing> next(Envelope envelope, Outcome outcome) {
    String component = envelope.subject();
    Optional<String> project = projectOf(component);
    if (project.isEmpty()) {
      return List.of();
    }
    return switch (outcome) {
      case Outcome.Satisfied(var command) ->
          satisfied(project.get(), component, command, markOf(envelope.causationId()));
      case Outcome.Rejected(var command, var failure) ->
          command.equals(DESTROY) || command.equals(PAUSE)
              ? gone(project.get(), component, command, failure, markOf(envelope.causationId()))
              : failed(project.get(), component, failure, markOf(envelope.causationId()));
    };
  }

  private static List<Outgoing> satisfied(
      String project, String component, String command, String mark) {
    if (command.equals(DESTROY)) {
      return destroyed(project, component);
    }
    return command.equals(PAUSE) && mark.equals(Flow.RELEASE)
        ? stopped(project, component)
        : List.of();
  }

  private static List<Outgoing> gone(
      String project, String component, String command, Failure failure, String mark) {
    boolean unknown = failure.code() == ErrorCode.UNKNOWN_ID;
    if (unknown && (command.equals(DESTROY) || mark.equals(Flow.RELEASE))) {
      return destroyed(project, component);
    }
    // A component that cannot be paused because it is destroyed already says so to a destroy.
    return command.equals(PAUSE) && mark.equals(Flow.RELEASE)
        ? stopped(project, component)
        : List.of();
  }

  /** A step that the component will not begin has failed; without this the project would wait. */
  private static List<Outgoing> failed(
      String project, String component, Failure failure, String mark) {
    return Stream.of(Step.values())
        .filter(step -> step.name().equals(mark))
        .map(step -> Flow.fact(component, step, StepStatus.FAILED, failure, Map.of()))
        .map(fact -> Flow.toProject(project, fact))
        .toList();
  }

  private static List<Outgoing> stopped(String project, String component) {
    return List.of(Flow.toProject(project, new ProjectCommand.RecordStopped(component)));
  }

  private static List<Outgoing> destroyed(String project, String component) {
    return List.of(Flow.toProject(project, new ProjectCommand.RecordDestroyed(component)));
  }

  /** Empty when the subject is no component, such as a project that answers. */
  private static Optional<String> projectOf(String component) {
    return Stream.of(ComponentKind.values())
        .flatMap(kind -> Stream.ofNullable(kind.projectOf(component)))
        .findFirst();
  }

  private static String markOf(@Nullable String commandId) {
    return commandId == null ? "" : commandId.substring(commandId.lastIndexOf('/') + 1);
  }
}
