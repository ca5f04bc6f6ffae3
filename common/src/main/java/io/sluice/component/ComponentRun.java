package io.sluice.component;

import io.sluice.aggregate.NotOwnedException;
import io.sluice.aggregate.Recorder;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import io.sluice.lifecycle.ComponentState;
import io.sluice.lifecycle.ComponentState.Component;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a component, or its destruction, on a thread of its own. */
final class ComponentRun implements TaskContext {
  private static final Logger LOG = LoggerFactory.getLogger(ComponentRun.class);

  private static final int LONGEST_REPORT = 1_000;

  /** How the work came to its end. */
  sealed interface Outcome {
    record Returned(Map<String, String> report) implements Outcome {}

    record Stopped() implements Outcome {}

    record Threw(Failure failure, boolean again) implements Outcome {}
  }

  /** What a run does: a task's step, or its destruction. */
  @FunctionalInterface
  interface Work {
    void perform(TaskContext context) throws InterruptedException;
  }

  private final Component component;
  private final String instance;
  private final Recorder<ComponentState, ComponentEvent> recorder;
  private final Signals signals;
  private final Thread thread;
  private final Meter meter = new Meter(InstantSource.system());
  private volatile boolean stopping;
  private volatile Runnable holds = () -> {};
  private volatile boolean caughtUp;
  private volatile @Nullable Instant replayFrom;
  private volatile Map<String, String> report = Map.of();
  private volatile long startedNanos = System.nanoTime();

  /**
   * @param component as it is once this run has started, with the run's own epoch
   * @param ended called on the run's thread when the work has ended
   */
  ComponentRun(
      Component component,
      Work work,
      String instance,
      Recorder<ComponentState, ComponentEvent> recorder,
      Signals signals,
      BiConsumer<ComponentRun, Outcome> ended) {
    this.component = component;
    this.instance = instance;
    this.recorder = recorder;
    this.signals = signals;
    this.replayFrom = component.replayFrom();
    this.caughtUp = component.caughtUp();
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(component.spec().componentId())
            .unstarted(() -> ended.accept(this, undisturbed(measured(work))));
  }

  /** An interrupt was meant for the work; the record of its end must not be broken off by it. */
  private static Outcome undisturbed(Outcome outcome) {
    var _ = Thread.interrupted();
    return outcome;
  }

  /** What is told last is what was true at the end. */
  private Outcome measured(Work work) {
    var telling = signals.eachSecond(this::tell);
    try {
      return perform(work);
    } finally {
      telling.cancel(false);
      tell();
      signals.ended(id());
    }
  }

  private Outcome perform(Work work) {
    try {
      work.perform(this);
      return stopping ? new Outcome.Stopped() : new Outcome.Returned(report);
    } catch (SluiceException e) {
      // Fenced although this process owns the component: a zombie had a higher epoch for a moment.
      boolean again = e.isTransient() || e.failure().code() == ErrorCode.FENCED;
      // Whoever decides what comes of it says it in one line.
      LOG.debug("{} epoch {}", id(), epoch(), e);
      return new Outcome.Threw(e.failure(), again);
    } catch (NotOwnedException e) {
      // Somebody else goes on with it.
      LOG.debug("{} is not owned here any more", id(), e);
      return new Outcome.Stopped();
    } catch (InterruptedException | RuntimeException | LinkageError | StackOverflowError e) {
      if (stopping) {
        LOG.debug("{} was interrupted", id(), e);
        return new Outcome.Stopped();
      }
      return bug(e);
    }
  }

  private Outcome bug(Throwable e) {
    String trace = UUID.randomUUID().toString();
    LOG.error("{} epoch {} met a bug, trace {}", id(), epoch(), trace, e);
    return new Outcome.Threw(new Failure(ErrorCode.INTERNAL, "Trace id " + trace + "."), false);
  }

  /**
   * It is a try: nobody knows of it until it holds.
   *
   * @param hold says that it does; called before anything else is said of it
   */
  void isTried(Runnable hold) {
    holds = hold;
  }

  /** What has to come now that it has ended. */
  void waitsFor(String what) {
    meter.waitsFor(what);
    tell();
  }

  /** Once only; later calls do nothing. */
  void launch() {
    if (!launched()) {
      startedNanos = System.nanoTime();
      thread.start();
    }
  }

  boolean launched() {
    return thread.getState() != Thread.State.NEW;
  }

  /** Asks it to end; it goes on until it does. */
  void stop() {
    stopping = true;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end of it. */
  boolean ended(Duration patience) throws InterruptedException {
    return !launched() || thread.join(patience);
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  String id() {
    return component.spec().componentId();
  }

  @Override
  public ComponentSpec spec() {
    return component.spec();
  }

  @Override
  public Step step() {
    return component.step();
  }

  @Override
  public long epoch() {
    return component.epoch();
  }

  @Override
  public String instance() {
    return instance;
  }

  @Override
  public @Nullable Instant replayFrom() {
    return replayFrom;
  }

  @Override
  public ReplayScope replayScope() {
    return ReplayScope.of(component.replayUntil(), component.replayTables());
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void replayStarted(long fromOffset, long untilOffset) {
    Instant from = replayFrom;
    if (from == null) {
      throw new IllegalStateException("no replay was asked for");
    }
    say(
        now ->
            now.replayFrom() == null
                ? List.of()
                : List.of(
                    new ComponentEvent.ReplayStarted(
                        id(), spec().projectId(), from, fromOffset, untilOffset)));
    replayFrom = null;
  }

  @Override
  public void replayCompleted() {
    say(_ -> List.of(new ComponentEvent.ReplayCompleted(id(), spec().projectId())));
  }

  @Override
  public void caughtUp(long latencyMillis) {
    if (caughtUp) {
      return;
    }
    say(
        now ->
            now.caughtUp()
                ? List.of()
                : List.of(new ComponentEvent.CaughtUp(id(), spec().projectId(), latencyMillis)));
    caughtUp = true;
  }

  @Override
  public boolean isPublished() {
    return spec().revision().equals(component.published());
  }

  @Override
  public void published() {
    long revision = spec().revision();
    say(_ -> List.of(new ComponentEvent.Published(id(), spec().projectId(), revision)));
  }

  @Override
  public void compared(TableComparison comparison) {
    say(_ -> List.of(new ComponentEvent.TableCompared(id(), spec().projectId(), comparison)));
  }

  /**
   * Only what this very run says is recorded: when another step or epoch is due, it is too late.
   */
  private void say(Function<Component, List<ComponentEvent>> what) {
    holds.run();
    recorder.record(
        id(),
        state ->
            state instanceof ComponentState.Present now
                    && now.component().epoch() == epoch()
                    && now.component().step() == step()
                ? what.apply(now.component())
                : List.of());
  }

  @Override
  public void report(Map<String, String> done) {
    report = bounded(done);
  }

  /** It goes into one event, which has to fit a record however many tables there are. */
  private static Map<String, String> bounded(Map<String, String> done) {
    if (done.size() <= LONGEST_REPORT) {
      return Map.copyOf(done);
    }
    var first = new TreeMap<String, String>();
    done.entrySet().stream()
        .limit(LONGEST_REPORT)
        .forEach(line -> first.put(line.getKey(), line.getValue()));
    first.put("…", (done.size() - LONGEST_REPORT) + " more");
    return first;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  private void tell() {
    signals.telemetry(meter.read(this));
  }

  @Override
  public void log(LogLine.Level level, String text) {
    LOG.atLevel(
            switch (level) {
              case INFO -> org.slf4j.event.Level.INFO;
              case WARN -> org.slf4j.event.Level.WARN;
              case ERROR -> org.slf4j.event.Level.ERROR;
            })
        .log("{}: {}", id(), text);
    signals.log(new LogLine(id(), spec().projectId(), instance, Instant.now(), level, text));
  }
}
