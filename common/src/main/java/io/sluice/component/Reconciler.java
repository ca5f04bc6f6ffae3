package io.sluice.component;

import io.sluice.aggregate.Effects;
import io.sluice.aggregate.NotOwnedException;
import io.sluice.aggregate.Recorder;
import io.sluice.cluster.KernelSettings;
import io.sluice.component.ComponentRun.Outcome;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.LogLine;
import io.sluice.failpoint.Failpoint;
import io.sluice.lifecycle.ComponentLifecycle;
import io.sluice.lifecycle.ComponentLifecycle.End;
import io.sluice.lifecycle.ComponentLifecycle.Restart;
import io.sluice.lifecycle.ComponentState;
import io.sluice.lifecycle.ComponentState.Component;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what runs agree with what the states say should run: compares and acts, whatever led there.
 * At most one run of a component at a time.
 */
final class Reconciler implements Effects<ComponentState, ComponentEvent>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

  private final Task task;
  private final KernelSettings settings;
  private final String instance;
  private final Signals signals;
  private final Retries retries;
  private final Map<String, ComponentRun> runs = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("retries").factory());

  Reconciler(Task task, KernelSettings settings, String instance, Signals signals) {
    this.task = task;
    this.settings = settings;
    this.instance = instance;
    this.signals = signals;
    this.retries = new Retries(settings, timer);
  }

  @Override
  public void settle(
      String id, ComponentState state, Recorder<ComponentState, ComponentEvent> recorder) {
    ComponentRun run = runs.get(id);
    switch (state) {
      case ComponentState.Starting _ -> begin(id, recorder);
      case ComponentState.Retrying _ when run == null -> retry(id, recorder);
      case ComponentState.Retrying _ -> {}
      case ComponentState.Running _ when run == null -> begin(id, recorder);
      case ComponentState.Running _ -> run.launch();
      case ComponentState.Stopping _ when run == null ->
          recorder.record(id, now -> ComponentLifecycle.ended(now, new End.Interrupted()));
      case ComponentState.Stopping _ -> stop(run);
      case ComponentState.Destroying destroying when run == null && destroying.attempts() > 0 -> {
        retries.reserveUnlessKnown(id);
        retry(id, recorder);
      }
      case ComponentState.Destroying destroying when run == null ->
          destroy(destroying.component(), recorder);
      case ComponentState.Destroying _,
          ComponentState.Absent _,
          ComponentState.Stopped _,
          ComponentState.Failed _,
          ComponentState.Destroyed _ ->
          retries.giveUp(id);
    }
  }

  /** Begins what is due, in the state in which it is found then. */
  private void begin(String id, Recorder<ComponentState, ComponentEvent> recorder) {
    retries.giveUp(id);
    try {
      recorder.record(id, state -> started(id, state, recorder));
    } catch (RuntimeException e) {
      // Nothing was recorded, so nothing may run.
      runs.computeIfPresent(id, (_, run) -> run.launched() ? run : null);
      throw e;
    }
  }

  private List<ComponentEvent> started(
      String id, ComponentState state, Recorder<ComponentState, ComponentEvent> recorder) {
    if (runs.containsKey(id)) {
      return List.of();
    }
    return switch (state) {
      case ComponentState.Starting in -> started(in.component(), recorder);
      case ComponentState.Running in -> started(in.component(), recorder);
      case ComponentState.Absent _,
          ComponentState.Destroying _,
          ComponentState.Stopped _,
          ComponentState.Retrying _,
          ComponentState.Stopping _,
          ComponentState.Failed _,
          ComponentState.Destroyed _ ->
          List.of();
    };
  }

  /** The run is there before its event is recorded, and is launched by the state that follows. */
  private List<ComponentEvent> started(
      Component component, Recorder<ComponentState, ComponentEvent> recorder) {
    Component next = component.started(component.epoch() + 1);
    String id = next.spec().componentId();
    runs.put(id, run(next, task::run, recorder));
    return List.of(
        new ComponentEvent.Started(
            id, next.spec().projectId(), next.step(), next.epoch(), instance));
  }

  private void destroy(Component component, Recorder<ComponentState, ComponentEvent> recorder) {
    ComponentRun run = run(component, task::destroy, recorder);
    runs.put(run.id(), run);
    run.launch();
  }

  private ComponentRun run(
      Component component,
      ComponentRun.Work work,
      Recorder<ComponentState, ComponentEvent> recorder) {
    return new ComponentRun(
        component,
        work,
        instance,
        recorder,
        signals,
        (run, outcome) -> ended(run, outcome, recorder));
  }

  /** Tries it after a while, unless that is arranged already. */
  private void retry(String id, Recorder<ComponentState, ComponentEvent> recorder) {
    boolean known = retries.later(id, retry -> attempt(() -> tryAgain(id, retry, recorder), id));
    if (!known) {
      // It was retrying when this process took it over.
      recorder.record(id, state -> reserved(id, state));
    }
  }

  private List<ComponentEvent> reserved(String id, ComponentState state) {
    return switch (state) {
      case ComponentState.Retrying in -> {
        retries.reserve(id, in.reserved());
        yield List.of(
            new ComponentEvent.RestartScheduled(
                id,
                in.component().spec().projectId(),
                in.failure(),
                in.attempts(),
                retries.firstDelayMillis()));
      }
      case ComponentState _ -> List.of();
    };
  }

  private void tryAgain(
      String id, Retries.Retry retry, Recorder<ComponentState, ComponentEvent> recorder) {
    recorder.record(
        id,
        state -> {
          if (!retries.begins(id, retry) || runs.containsKey(id)) {
            return List.of();
          }
          return switch (state) {
            case ComponentState.Retrying _ when retry.isUsedUp() -> reserved(id, state);
            case ComponentState.Retrying in -> {
              var run = run(in.component().started(retry.nextEpoch()), task::run, recorder);
              run.isTried(() -> hold(run, recorder));
              runs.put(id, run);
              run.launch();
              var _ =
                  timer.schedule(
                      () -> attempt(() -> hold(run, recorder), id),
                      retries.holdsAfter(in.attempts()).toMillis(),
                      TimeUnit.MILLISECONDS);
              yield List.of();
            }
            case ComponentState.Destroying in -> {
              destroy(in.component(), recorder);
              yield List.of();
            }
            case ComponentState _ -> List.of();
          };
        });
  }

  /** A try that holds is a run. */
  private void hold(ComponentRun run, Recorder<ComponentState, ComponentEvent> recorder) {
    recorder.record(
        run.id(),
        state -> {
          if (!(state instanceof ComponentState.Retrying in) || runs.get(run.id()) != run) {
            return List.of();
          }
          retries.giveUp(run.id());
          return List.of(
              new ComponentEvent.Started(
                  run.id(), in.component().spec().projectId(), run.step(), run.epoch(), instance));
        });
  }

  private void stop(ComponentRun run) {
    if (run.stopping()) {
      return;
    }
    run.stop();
    var _ =
        timer.schedule(
            () -> {
              if (runs.get(run.id()) == run) {
                LOG.info("{} does not stop by itself and is interrupted", run.id());
                run.interrupt();
              }
            },
            settings.stopPatience().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void ended(
      ComponentRun run, Outcome outcome, Recorder<ComponentState, ComponentEvent> recorder) {
    attempt(
        () -> {
          var after =
              recorder.record(
                  run.id(),
                  state -> {
                    // A run that was given up has nothing to say any more.
                    if (!runs.remove(run.id(), run)) {
                      return List.of();
                    }
                    return ComponentLifecycle.ended(state, end(run, state, outcome));
                  });
          if (retries.isKnown(run.id())) {
            // A try that failed is no event, after which this would be done.
            settle(run.id(), after, recorder);
          }
        },
        run.id());
    runs.remove(run.id(), run);
  }

  private End end(ComponentRun run, ComponentState state, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Stopped _ -> new End.Interrupted();
      case Outcome.Returned(var report) -> new End.Completed(report);
      case Outcome.Threw(var failure, var again) when again -> {
        boolean healthy = run.age().compareTo(settings.healthyAfter()) >= 0;
        int attempt = 1 + (healthy ? 0 : attempts(state));
        String what = failure.code() + ": " + failure.detail();
        run.log(LogLine.Level.WARN, what);
        Retries.Next next = retries.failed(run.id(), run.epoch());
        run.waitsFor("try %d at %s; %s".formatted(next.number(), next.at(), what));
        yield new End.Broken(failure, new Restart(attempt, next.delayMillis()));
      }
      case Outcome.Threw(var failure, _) -> {
        run.log(LogLine.Level.ERROR, failure.code() + ": " + failure.detail());
        yield new End.Broken(failure, null);
      }
    };
  }

  private static int attempts(ComponentState state) {
    return switch (state) {
      case ComponentState.Running in -> in.attempts();
      case ComponentState.Retrying in -> in.attempts();
      case ComponentState.Destroying in -> in.attempts();
      case ComponentState.Absent _,
          ComponentState.Stopped _,
          ComponentState.Starting _,
          ComponentState.Stopping _,
          ComponentState.Failed _,
          ComponentState.Destroyed _ ->
          0;
    };
  }

  private static void attempt(Runnable action, String id) {
    try {
      action.run();
    } catch (NotOwnedException e) {
      LOG.debug("{} goes on elsewhere", id, e);
    } catch (RuntimeException e) {
      LOG.error("{} could not be settled", id, e);
    }
  }

  @Override
  public void leave(Collection<String> ids) {
    Failpoint.reached("kernel.leaving");
    var ending = new ArrayList<ComponentRun>();
    for (String id : ids) {
      retries.giveUp(id);
      ComponentRun run = runs.remove(id);
      if (run != null) {
        run.stop();
        ending.add(run);
      }
    }
    try {
      for (ComponentRun run : awaited(ending, settings.stopPatience())) {
        run.interrupt();
      }
      for (ComponentRun run : awaited(ending, AFTER_INTERRUPT)) {
        LOG.warn("{} epoch {} is left behind, fenced", run.id(), run.epoch());
      }
    } catch (InterruptedException e) {
      ending.forEach(ComponentRun::interrupt);
      Thread.currentThread().interrupt();
    }
  }

  /** Those that have not ended within the time that all of them have together. */
  private static List<ComponentRun> awaited(List<ComponentRun> runs, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    var left = new ArrayList<ComponentRun>();
    for (ComponentRun run : runs) {
      long nanos = Math.max(1_000_000, deadline - System.nanoTime());
      if (!run.ended(Duration.ofNanos(nanos))) {
        left.add(run);
      }
    }
    return left;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    leave(List.copyOf(runs.keySet()));
  }
}
