package io.sluice.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.contract.ComponentCommand.Create;
import io.sluice.contract.ComponentCommand.Destroy;
import io.sluice.contract.ComponentCommand.Pause;
import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.ComponentCommand.Update;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.LogLine;
import io.sluice.contract.Outcome;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Step;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.fixture.KafkaFixture;
import io.sluice.storelog.LogRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcilerIT {
  private static final Instant TIME = Instant.parse("2026-11-20T12:00:00Z");

  private Cluster cluster = new Cluster();
  private final ScriptedTask task = new ScriptedTask();
  private final String id = Cluster.newId();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aFaultOutsideIsRetriedWithoutEndAndSaidOnce() {
    var epochs = new CopyOnWriteArrayList<Long>();
    task.work =
        context -> {
          epochs.add(context.epoch());
          fail(ErrorCode.DESTINATION_UNREACHABLE);
        };
    begin(Step.INCREMENTAL);
    await().atMost(Duration.ofSeconds(90)).until(() -> epochs.size() > 10);
    assertThat(epochs).isSorted().doesNotHaveDuplicates();
    assertThat(cluster.namesAbout(id))
        .containsExactly("Created", "StartRequested", "Started", "RestartScheduled");

    task.work = ScriptedTask::untilStopped;
    awaitNames("Created", "StartRequested", "Started", "RestartScheduled", "Started");
    assertThat(data(ComponentEvent.Started.class).getLast().epoch())
        .isEqualTo(running().epoch())
        .isGreaterThanOrEqualTo(epochs.getLast());
  }

  @Test
  void whatTriesOnlySaysThatItRunsOnceItHolds() {
    task.work = _ -> fail(ErrorCode.SOURCE_UNREACHABLE);
    begin(Step.INCREMENTAL);
    await().until(() -> cluster.namesAbout(id).contains("RestartScheduled"));
    task.work =
        context -> {
          context.caughtUp(3);
          ScriptedTask.untilStopped(context);
        };

    awaitNames("Created", "StartRequested", "Started", "RestartScheduled", "Started", "CaughtUp");
  }

  @Test
  void retryingEndsWithAFaultThatNeedsAPerson() {
    task.work = _ -> fail(ErrorCode.SOURCE_UNREACHABLE);
    begin(Step.INCREMENTAL);
    await().until(() -> cluster.namesAbout(id).contains("RestartScheduled"));
    task.work = _ -> fail(ErrorCode.CONFLICT);

    awaitNames("Created", "StartRequested", "Started", "RestartScheduled", "Failed");
    task.work = ScriptedTask::untilStopped;
    cluster.send(id, new Start(null, null));
    await().until(() -> task.running.containsKey(id));
    assertThat(running().epoch()).isGreaterThan(1_000);
  }

  @Test
  void whatIsRetryingCanBePausedAndStartedAtOnce() {
    task.work = _ -> fail(ErrorCode.SOURCE_UNREACHABLE);
    begin(Step.INCREMENTAL);
    await().until(() -> cluster.namesAbout(id).contains("RestartScheduled"));
    cluster.send(id, new Pause(null));
    await().until(() -> cluster.namesAbout(id).getLast().equals("Stopped"));

    task.work = ScriptedTask::untilStopped;
    cluster.send(id, new Start(null, null));
    await().until(() -> task.running.containsKey(id));
    await().until(() -> cluster.namesAbout(id).getLast().equals("Started"));
  }

  /** Once it is known to fail again and again, it has to run longer before it counts as running. */
  @Test
  void whatFailsAgainAndAgainIsNotSaidForEver() {
    cluster.close();
    cluster = new Cluster(KafkaFixture.client(), Duration.ofHours(1));
    var runs = new AtomicInteger();
    task.work =
        context -> {
          runs.incrementAndGet();
          LockSupport.parkNanos(Duration.ofMillis(1_200).toNanos());
          fail(ErrorCode.SOURCE_UNREACHABLE);
        };
    begin(Step.INCREMENTAL);
    await().atMost(Duration.ofSeconds(90)).until(() -> runs.get() > 8);

    assertThat(data(ComponentEvent.RestartScheduled.class))
        .extracting(ComponentEvent.RestartScheduled::attempt)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aFaultThatIsNotTransientFailsAtOnce() {
    task.work = _ -> fail(ErrorCode.CONFLICT);
    begin(Step.INCREMENTAL);
    awaitNames("Created", "StartRequested", "Started", "Failed");
  }

  @Test
  void aBugFailsWithItsTraceIdAndNothingElse() {
    task.work =
        _ -> {
          throw new IllegalStateException("row (4711, 'secret')");
        };
    begin(Step.INCREMENTAL);
    awaitNames("Created", "StartRequested", "Started", "Failed");
    var failure = data(ComponentEvent.Failed.class).getFirst().failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure.detail()).matches("Trace id [0-9a-f-]{36}\\.");
  }

  @Test
  void whatDoesNotStopByItselfIsInterrupted() {
    task.work =
        _ -> {
          while (!Thread.interrupted()) {
            LockSupport.parkNanos(1_000_000_000L);
          }
          throw new InterruptedException();
        };
    begin(Step.INCREMENTAL);
    await().until(() -> task.running.containsKey(id));
    cluster.send(id, new Pause(null));
    awaitNames("Created", "StartRequested", "Started", "PauseRequested", "Stopped");
  }

  @Test
  void aCompletedStepIsReportedAndTheNextOneStarts() {
    task.work =
        context -> {
          if (context.step() == Step.SCHEMA) {
            context.report(Map.of("public.orders", "created"));
          } else {
            ScriptedTask.untilStopped(context);
          }
        };
    begin(Step.SCHEMA);
    awaitNames("Created", "StartRequested", "Started", "StepCompleted");
    assertThat(data(ComponentEvent.StepCompleted.class).getFirst())
        .isEqualTo(
            new ComponentEvent.StepCompleted(
                id, Cluster.projectOf(id), Step.SCHEMA, Map.of("public.orders", "created")));
    cluster.send(id, new Start(Step.FULL, null));
    await().until(() -> running().step() == Step.FULL);
    cluster.send(id, new Start(Step.INCREMENTAL, null));
    await().until(() -> running().step() == Step.INCREMENTAL);
  }

  @Test
  void anUpdateRestartsWhatRunsWithTheNewConfiguration() {
    begin(Step.INCREMENTAL);
    await().until(() -> task.running.containsKey(id));
    ComponentSpec before = cluster.spec(id);
    var after =
        new ComponentSpec(
            id,
            before.kind(),
            before.projectId(),
            "shop, renamed",
            before.region(),
            before.storeId(),
            "source",
            "destination",
            before.tables(),
            SyncOptions.DEFAULT,
            null,
            null);
    cluster.send(id, new Update(after));
    awaitNames("Created", "StartRequested", "Started", "Updated", "Stopped", "Started");
    await().until(() -> running().spec().equals(after) && running().epoch() == 2);
  }

  @Test
  void aReplayIsHandedToTheTaskUntilItHasBegun() {
    begin(Step.INCREMENTAL);
    await().until(() -> task.running.containsKey(id));
    cluster.send(id, new Start(null, TIME));
    awaitNames("Created", "StartRequested", "Started", "Rejected");
    task.range = new LogRange(TIME.minusSeconds(60), TIME.plusSeconds(60), 0, 10);
    assertThat(data(Outcome.Rejected.class).getFirst().failure().code())
        .isEqualTo(ErrorCode.REPLAY_OUT_OF_RANGE);
    cluster.send(id, new Start(null, TIME));
    await().until(() -> TIME.equals(running().replayFrom()));
    running().replayStarted(3, 10);
    assertThat(running().replayFrom()).isNull();
    running().replayCompleted();
    cluster.send(id, new Pause(null));
    await().until(task.running::isEmpty);
    cluster.send(id, new Start(null, null));
    await().until(() -> task.running.containsKey(id));
    assertThat(running().replayFrom()).isNull();
    await()
        .untilAsserted(
            () ->
                assertThat(cluster.namesAbout(id))
                    .containsSubsequence(
                        "StartRequested",
                        "Stopped",
                        "Started",
                        "ReplayStarted",
                        "ReplayCompleted"));
  }

  @Test
  void caughtUpIsSaidOnce() {
    begin(Step.INCREMENTAL);
    await().until(() -> task.running.containsKey(id));
    running().caughtUp(5);
    running().caughtUp(7);
    cluster.send(id, new Pause(null));
    awaitNames("Created", "StartRequested", "Started", "CaughtUp", "PauseRequested", "Stopped");
  }

  @Test
  void destroyingIsTriedAgainAfterTransientFaultsAndThenItIsGone() {
    var tries = new AtomicInteger();
    task.destruction =
        _ -> {
          if (tries.incrementAndGet() < 3) {
            fail(ErrorCode.SOURCE_UNREACHABLE);
          }
        };
    cluster.instance("a", task);
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Destroy("delete"));
    cluster.send(id, new Start(null, null));
    await().until(() -> task.destroyed.containsKey(id));
    await().until(() -> cluster.namesAbout(id).contains("Destroyed"));
    assertThat(cluster.namesAbout(id))
        .containsSubsequence("DestroyRequested", "RestartScheduled", "Destroyed")
        .contains("Rejected");
  }

  @Test
  void logLinesAndFaultsReachTheirTopic() {
    task.work =
        context -> {
          context.log(LogLine.Level.INFO, "42 rows");
          fail(ErrorCode.CONFLICT);
        };
    begin(Step.INCREMENTAL);
    awaitNames("Created", "StartRequested", "Started", "Failed");
    var texts = new CopyOnWriteArrayList<String>();
    try (var reader = cluster.kafka.reader("logs")) {
      var partitions = new ArrayList<TopicPartition>();
      reader
          .partitionsFor(Topics.LOGS)
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      await()
          .untilAsserted(
              () -> {
                for (var record : reader.poll(Duration.ofMillis(50))) {
                  if (id.equals(record.key())
                      && CloudEventCodec.decode(record).data() instanceof LogLine line) {
                    texts.add(line.level() + " " + line.text());
                  }
                }
                assertThat(texts).containsExactly("INFO 42 rows", "ERROR CONFLICT: as scripted");
              });
    }
  }

  private static void fail(ErrorCode code) {
    throw new SluiceException(code, "as scripted");
  }

  private void begin(Step step) {
    cluster.instance("a", task);
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Start(step, null));
  }

  private TaskContext running() {
    await().until(() -> task.running.containsKey(id));
    return Objects.requireNonNull(task.running.get(id));
  }

  private <T> List<T> data(Class<T> type) {
    return cluster.about(id).stream()
        .map(CloudEventCodec.Message::data)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private void awaitNames(String... names) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(cluster.namesAbout(id)).containsExactly(names));
  }
}
