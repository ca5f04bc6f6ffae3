package io.sluice.lifecycle;

import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Failure;
import io.sluice.contract.Step;
import io.sluice.contract.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a component is in its life. Each state holds only what is true in it. */
public sealed interface ComponentState {
  /** What should be so. */
  enum Desired {
    STOPPED,
    RUNNING,
    DESTROYED
  }

  /** What is so. */
  enum Status {
    ABSENT,
    STOPPED,
    STARTING,
    RUNNING,
    RETRYING,
    STOPPING,
    FAILED,
    DESTROYING,
    DESTROYED
  }

  Desired desired();

  Status status();

  /**
   * What is true of a component whatever it does.
   *
   * @param step the step it runs, ran last, or will run first
   * @param completed steps that are done
   * @param epoch rises with every start
   * @param replayFrom a replay that was asked for and has not begun
   * @param replayUntil its end, if it has one
   * @param replayTables its tables; null for all
   * @param caughtUp whether its present step has been said to have caught up
   * @param published the last revision that was said to be published; null for none
   */
  record Component(
      ComponentSpec spec,
      Step step,
      Set<Step> completed,
      long epoch,
      @Nullable Instant replayFrom,
      @Nullable Instant replayUntil,
      @Nullable List<TableName> replayTables,
      boolean caughtUp,
      @Nullable Long published) {
    public Component {
      completed = Set.copyOf(completed);
    }

    static Component created(ComponentSpec spec, long epoch) {
      Step first =
          spec.kind() == ComponentKind.STORE
              ? Step.LOG_PULL
              : spec.options().steps().stream()
                  .filter(step -> step != Step.LOG_PULL)
                  .min(Enum::compareTo)
                  .orElse(Step.INCREMENTAL);
      return new Component(spec, first, Set.of(), epoch, null, null, null, false, null);
    }

    Component starting(ComponentEvent.StartRequested asked) {
      Step next = asked.step();
      var others = new TreeSet<>(completed);
      others.remove(next);
      boolean caughtUpYet = caughtUp && next == step;
      return asked.replayFrom() == null && next == step
          ? replaying(others, replayFrom, replayUntil, replayTables)
          : new Component(
              spec,
              next,
              others,
              epoch,
              asked.replayFrom(),
              asked.replayUntil(),
              asked.replayTables(),
              caughtUpYet,
              published);
    }

    private Component replaying(
        Set<Step> done,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable List<TableName> tables) {
      return new Component(spec, step, done, epoch, from, until, tables, caughtUp, published);
    }

    /** The same with the epoch of its next run. */
    public Component started(long newEpoch) {
      return new Component(
          spec,
          step,
          completed,
          newEpoch,
          replayFrom,
          replayUntil,
          replayTables,
          caughtUp,
          published);
    }

    Component completed(Step done) {
      var all = new TreeSet<>(completed);
      all.add(done);
      return replaying(all, replayFrom, replayUntil, replayTables);
    }

    Component caughtUp(boolean now) {
      return new Component(
          spec, step, completed, epoch, replayFrom, replayUntil, replayTables, now, published);
    }

    Component replaying() {
      return replaying(completed, null, null, null);
    }

    Component with(ComponentSpec other) {
      return new Component(
          other, step, completed, epoch, replayFrom, replayUntil, replayTables, false, published);
    }

    Component published(long revision) {
      return new Component(
          spec, step, completed, epoch, replayFrom, replayUntil, replayTables, caughtUp, revision);
    }
  }

  /** Nothing is known of this id. */
  record Absent() implements ComponentState {
    @Override
    public Desired desired() {
      return Desired.STOPPED;
    }

    @Override
    public Status status() {
      return Status.ABSENT;
    }
  }

  /** The states in which there is a component. */
  sealed interface Present extends ComponentState {
    Component component();
  }

  record Stopped(Component component) implements Present {
    @Override
    public Desired desired() {
      return Desired.STOPPED;
    }

    @Override
    public Status status() {
      return Status.STOPPED;
    }
  }

  /** It should run and does not yet. */
  record Starting(Component component) implements Present {
    @Override
    public Desired desired() {
      return Desired.RUNNING;
    }

    @Override
    public Status status() {
      return Status.STARTING;
    }
  }

  /**
   * @param attempts how often, in a row, it was retrying before
   */
  record Running(Component component, int attempts) implements Present {
    @Override
    public Desired desired() {
      return Desired.RUNNING;
    }

    @Override
    public Status status() {
      return Status.RUNNING;
    }
  }

  /**
   * A fault outside keeps it from running; it is tried again, without end and without a word, until
   * a run holds.
   *
   * @param attempts how often, in a row, it came to this
   * @param reserved the last of the epochs that may be used for trying before more are reserved
   */
  record Retrying(Component component, Failure failure, int attempts, long reserved)
      implements Present {
    /** So many epochs are reserved at once. */
    public static final long RESERVE = 1_000;

    /** From a run with the component's epoch, or with more epochs if it is retrying already. */
    static Retrying after(Present in, Failure failure, int attempts) {
      long last = in instanceof Retrying now ? now.reserved() : in.component().epoch();
      return new Retrying(in.component(), failure, attempts, last + RESERVE);
    }

    /** As it is for whatever comes next: no epoch that a trial had is used again. */
    Component left() {
      return component.started(reserved);
    }

    @Override
    public Desired desired() {
      return Desired.RUNNING;
    }

    @Override
    public Status status() {
      return Status.RETRYING;
    }
  }

  /**
   * What runs is to end.
   *
   * @param desired RUNNING when it is to start again, with what is new, as soon as it has ended
   */
  record Stopping(Component component, Desired desired) implements Present {
    @Override
    public Status status() {
      return Status.STOPPING;
    }
  }

  /** It ended by a fault and is left alone until somebody starts it. */
  record Failed(Component component, Failure failure) implements Present {
    @Override
    public Desired desired() {
      return Desired.STOPPED;
    }

    @Override
    public Status status() {
      return Status.FAILED;
    }
  }

  record Destroying(Component component, int attempts, @Nullable Failure lastFailure)
      implements Present {
    @Override
    public Desired desired() {
      return Desired.DESTROYED;
    }

    @Override
    public Status status() {
      return Status.DESTROYING;
    }
  }

  /**
   * @param epoch its last; should the id ever be used again, epochs go on from here
   */
  record Destroyed(String projectId, long epoch) implements ComponentState {
    @Override
    public Desired desired() {
      return Desired.DESTROYED;
    }

    @Override
    public Status status() {
      return Status.DESTROYED;
    }
  }
}
