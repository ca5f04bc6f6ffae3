package io.sluice.component;

import io.sluice.contract.ComponentSpec;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run of a component, as its {@link Task} sees it. Safe to use from any thread of the task. */
public interface TaskContext {
  ComponentSpec spec();

  Step step();

  /** Rises with every start of this component; whatever is written outside is fenced by it. */
  long epoch();

  /** Host and process, as telemetry and events name it. */
  String instance();

  /**
   * A replay that was asked for and not yet begun, or null. After {@link #replayStarted} it is null
   * for every later run.
   */
  @Nullable Instant replayFrom();

  /** What of that replay is wanted; all of it, unless somebody said so. */
  ReplayScope replayScope();

  boolean stopping();

  /** Records that the replay has begun; the move of the checkpoint must be durable already. */
  void replayStarted(long fromOffset, long untilOffset);

  void replayCompleted();

  /** Says once that the component has caught up; calls after the first do nothing. */
  void caughtUp(long latencyMillis);

  /** Whether it was said already that this revision's tables are published. */
  boolean isPublished();

  /** Says that the tables are published; see {@code ComponentEvent.Published}. */
  void published();

  /** Says what a verification has found of a table. */
  void compared(TableComparison comparison);

  /** What the step did, by table or topic; goes into the event that says the step is complete. */
  void report(Map<String, String> report);

  /** Where the task counts what it does. */
  Meter meter();

  void log(LogLine.Level level, String text);
}
