package io.sluice.project.alerts.rules;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Step;
import io.sluice.contract.StepStatus;
import io.sluice.lifecycle.ComponentState.Status;
import io.sluice.project.lifecycle.ProjectState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which incremental steps are RUNNING and have come to the latency that their project may have:
 * they are MONITORING from now on.
 */
public final class Monitoring {
  private static final Duration FRESH = Duration.ofSeconds(15);

  /**
   * A project whose incremental step has come so far.
   *
   * @param since when what writes was started
   */
  public record Reached(String project, long latencyMillis, Instant since) {}

  private Monitoring() {}

  /** Pure. */
  public static List<Reached> of(World world) {
    var components = world.byProject();
    List<Reached> reached = new ArrayList<>();
    for (World.Project project : world.projects()) {
      if (project.state() instanceof ProjectState.Running is && isCatchingUp(is)) {
        for (World.Component one : components.getOrDefault(project.id(), List.of())) {
          Long latency = one.latencyMillis();
          Integer threshold = world.thresholds(project).latencySeconds();
          // Where nobody is told, it is enough that it runs.
          if (latency != null
              && writes(world, one)
              && (threshold == null || latency <= threshold * 1_000L)) {
            reached.add(new Reached(project.id(), latency, one.changedAt()));
          }
        }
      }
    }
    return reached;
  }

  private static boolean isCatchingUp(ProjectState.Running is) {
    var step = is.steps().get(Step.INCREMENTAL);
    return step != null && step.status() == StepStatus.RUNNING;
  }

  /** Before it has read anything of the log it knows of no latency. */
  private static boolean writes(World world, World.Component one) {
    var telemetry = one.telemetry();
    return one.isOwn()
        && one.kind() != ComponentKind.STORE
        && one.status() == Status.RUNNING
        && one.step() == Step.INCREMENTAL
        && telemetry != null
        && telemetry.step() == Step.INCREMENTAL
        && telemetry.current() != null
        && !telemetry.at().isBefore(one.changedAt())
        && world.since(telemetry.at()).compareTo(FRESH) <= 0;
  }
}
