package io.sluice.connector;

import io.sluice.component.TaskContext;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.LogLine;
import io.sluice.contract.Step;
import io.sluice.contract.Telemetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A run as the kernel would give it, which remembers what it is told. */
final class TestContext implements TaskContext {
  private final ComponentSpec spec;
  private final Step step;
  private final long epoch;
  private final @Nullable Instant replayFrom;
  final List<Telemetry> telemetry = new CopyOnWriteArrayList<>();
  final List<String> facts = new CopyOnWriteArrayList<>();
  volatile Map<String, String> report = Map.of();
  volatile boolean caughtUp;
  volatile boolean stopping;

  TestContext(ComponentSpec spec, Step step, long epoch, @Nullable Instant replayFrom) {
    this.spec = spec;
    this.step = step;
    this.epoch = epoch;
    this.replayFrom = replayFrom;
  }

  @Override
  public ComponentSpec spec() {
    return spec;
  }

  @Override
  public Step step() {
    return step;
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public String instance() {
    return "test";
  }

  @Override
  public @Nullable Instant replayFrom() {
    return replayFrom;
  }

  @Override
  public boolean stopping() {
    return stopping;
  }

  @Override
  public void replayStarted(long fromOffset, long untilOffset) {
    facts.add("replay started " + fromOffset + " " + untilOffset);
  }

  @Override
  public void replayCompleted() {
    facts.add("replay completed");
  }

  @Override
  public void caughtUp(long latencyMillis) {
    caughtUp = true;
  }

  @Override
  public void report(Map<String, String> done) {
    report = done;
  }

  @Override
  public void telemetry(Telemetry told) {
    telemetry.add(told);
  }

  @Override
  public void log(LogLine.Level level, String text) {
    facts.add(level + " " + text);
  }
}
