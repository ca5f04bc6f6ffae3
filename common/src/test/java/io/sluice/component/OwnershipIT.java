package io.sluice.component;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.aggregate.EventLog;
import io.sluice.aggregate.NotOwnedException;
import io.sluice.aggregate.StoredAggregate;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentCommand.Create;
import io.sluice.contract.ComponentCommand.Pause;
import io.sluice.contract.ComponentCommand.Start;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.Outcome;
import io.sluice.contract.Step;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec.Message;
import io.sluice.lifecycle.ComponentState;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnershipIT {
  private final Cluster cluster = new Cluster();
  private final ScriptedTask task = new ScriptedTask();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aCommandYieldsItsEventTheStateAndItsOffsetAndTheComponentRuns() throws Exception {
    cluster.instance("a", task);
    String id = Cluster.newId();
    String created = cluster.send(id, new Create(cluster.spec(id)));
    String started = cluster.send(id, new Start(Step.INCREMENTAL, null));
    awaitNames(id, "Created", "StartRequested", "Started");
    await().until(() -> task.running.containsKey(id));

    List<Message> said = cluster.about(id);
    assertThat(said.get(0).envelope().causationId()).isEqualTo(created);
    assertThat(said.get(1).envelope().causationId()).isEqualTo(started);
    Envelope byItself = said.get(2).envelope();
    assertThat(byItself.correlationId()).isEqualTo(started);
    assertThat(byItself.causationId()).isEqualTo(said.get(1).envelope().id());
    assertThat(byItself.actor()).isEqualTo("tester");

    var kept = cluster.stateOf(id);
    assertThat(kept.state()).isInstanceOf(ComponentState.Running.class);
    assertThat(kept.answers())
        .extracting(StoredAggregate.Answer::commandId)
        .containsExactly(created, started);
    assertThat(Objects.requireNonNull(task.running.get(id)).epoch()).isEqualTo(1);
    try (var admin = cluster.kafka.admin()) {
      var offsets =
          admin
              .listConsumerGroupOffsets("sluice-" + cluster.region + "-writers")
              .partitionsToOffsetAndMetadata()
              .get();
      assertThat(offsets.values()).extracting(offset -> offset.offset()).containsExactly(2L);
    }
  }

  @Test
  void aCommandThatComesTwiceChangesNothingAndIsAnsweredAgain() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    String created = cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, created, new Create(cluster.spec(id)));
    cluster.send(id, "refused", new ComponentCommand.Destroy("no"));
    cluster.send(id, "refused", new ComponentCommand.Destroy("no"));
    awaitNames(id, "Created", "Satisfied", "Rejected", "Rejected");
    assertThat(cluster.about(id).get(3).data())
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected ->
                assertThat(rejected.failure().code()).isEqualTo(ErrorCode.CONFIRMATION_MISSING));
    assertThat(cluster.about(id).get(3).envelope().causationId()).isEqualTo("refused");
  }

  @Test
  void whatFollowsFromAnEventThatWasFollowedBeforeChangesAndSaysNothing() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.sendFollowing("log/0", 5, id, new Create(cluster.spec(id)));
    String pause = cluster.sendFollowing("log/0", 9, id, new Pause("night"));
    awaitNames(id, "Created", "Satisfied");

    cluster.sendFollowing("log/0", 7, id, new ComponentCommand.Start(Step.FULL, null));
    cluster.send(
        id, pause, new Pause("night"), new Envelope.Position("log/0", 9)); // the very same again
    cluster.sendFollowing("log/0", 10, id, new Pause("day"));
    awaitNames(id, "Created", "Satisfied", "Satisfied");
    // A log that was made anew counts from nothing.
    cluster.sendFollowing("other/0", 0, id, new ComponentCommand.Destroy("delete"));
    awaitNames(id, "Created", "Satisfied", "Satisfied", "DestroyRequested", "Destroyed");
  }

  @Test
  void whatIsSoAlreadyIsSatisfiedAndWhatIsNotAllowedIsRejected() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Pause(null));
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Pause(null));
    awaitNames(id, "Rejected", "Created", "Satisfied");
    assertThat(cluster.about(id).get(0).data())
        .isInstanceOfSatisfying(
            Outcome.Rejected.class,
            rejected -> assertThat(rejected.failure().code()).isEqualTo(ErrorCode.UNKNOWN_ID));
  }

  @Test
  void malformedCommandsAreAnsweredAndBlockNothing() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    String topic = Topics.commands(cluster.region, ComponentKind.WRITER);
    cluster.publish(new ProducerRecord<>(topic, id, "no event at all".getBytes(UTF_8)));
    cluster.publish(new ProducerRecord<>(topic, null, new byte[0]));
    var broken = cluster.command(id, "broken", new Pause("x"));
    cluster.publish(
        new ProducerRecord<>(
            topic,
            null,
            id,
            "{\"reason\":\"x\",\"force\":true}".getBytes(UTF_8),
            broken.headers()));
    var unknown = cluster.command(id, "unknown", new Pause("x"));
    unknown
        .headers()
        .remove("ce_type")
        .add("ce_type", "io.sluice.component.fly.v1".getBytes(UTF_8));
    cluster.publish(unknown);
    cluster.send(id, new Create(cluster.spec("w-other00000")));
    cluster.send(id, new Create(cluster.spec(id)));
    awaitNames(id, "Rejected", "Rejected", "Rejected", "Rejected", "Created");
    assertThat(cluster.about(id).subList(0, 4))
        .extracting(message -> codeOf(message))
        .containsExactly(
            ErrorCode.INVALID_INPUT,
            ErrorCode.INVALID_INPUT,
            ErrorCode.UNKNOWN_COMMAND,
            ErrorCode.INVALID_INPUT);
  }

  @Test
  void aNameIsBelievedOfTheInstallationsOwnCommandsOnly() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    var bare = cluster.command(id, "bare", new Start(Step.INCREMENTAL, null));
    bare.headers().remove("ce_seal");
    cluster.publish(bare);
    var forged = cluster.command(id, "forged", new Pause("x"));
    forged.headers().remove("ce_actor").add("ce_actor", "admin".getBytes(US_ASCII));
    cluster.publish(forged);
    var takenFromAnother = cluster.command(id, "another", new Start(Step.INCREMENTAL, null));
    var copied = cluster.command(id, "copied", new Pause("y"));
    copied.headers().remove("ce_seal").add(takenFromAnother.headers().lastHeader("ce_seal"));
    cluster.publish(copied);
    await().until(() -> actorOf(id, "copied") != null);
    assertThat(actorOf(id, "bare")).isEqualTo("declared:/test");
    assertThat(actorOf(id, "forged")).isEqualTo("declared:/test");
    assertThat(actorOf(id, "copied")).isEqualTo("declared:/test");
    assertThat(cluster.about(id).get(0).envelope().actor()).isEqualTo("tester");
  }

  private @Nullable String actorOf(String id, String commandId) {
    return cluster.about(id).stream()
        .map(Message::envelope)
        .filter(envelope -> commandId.equals(envelope.causationId()))
        .map(Envelope::actor)
        .findFirst()
        .orElse(null);
  }

  @Test
  void aPlaceInTheLogIsBelievedOfTheInstallationsOwnCommandsOnly() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    var forged = cluster.command(id, "create", new Create(cluster.spec(id)));
    forged.headers().add("ce_follows", "log-0@999999999".getBytes(US_ASCII));
    cluster.publish(forged);
    cluster.sendFollowing("log-0", 5, id, new Start(Step.INCREMENTAL, null));
    awaitNames(id, "Created", "StartRequested", "Started");
  }

  @Test
  void aCommandWithHugeHeadersIsAnsweredWithoutThem() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    var huge = cluster.command(id, "huge", new Pause("x"));
    huge.headers().remove("ce_actor").add("ce_actor", new byte[900_000]);
    cluster.publish(huge);
    cluster.send(id, new Create(cluster.spec(id)));
    awaitNames(id, "Rejected", "Created");
    assertThat(codeOf(cluster.about(id).get(0))).isEqualTo(ErrorCode.TOO_LARGE);
  }

  @Test
  void aCommandInAnotherPartitionThanItsKeysIsSentOn() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    String topic = Topics.commands(cluster.region, ComponentKind.WRITER);
    var record = cluster.command(id, "c-1", new Create(cluster.spec(id)));
    for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
      cluster.publish(new ProducerRecord<>(topic, partition, id, record.value(), record.headers()));
    }
    awaitNames(id, "Created", "Satisfied", "Satisfied", "Satisfied");
  }

  @Test
  void aStateThatCannotBeReadIsLeftAloneAndTheOthersGoOn() {
    String poisoned = Cluster.newId();
    String topic = Topics.state(cluster.region, ComponentKind.WRITER);
    for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
      cluster.publish(
          new ProducerRecord<>(topic, partition, poisoned, "{\"state\":{}}".getBytes(UTF_8)));
    }
    cluster.instance("a", task);
    cluster.send(poisoned, new Create(cluster.spec(poisoned)));
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    awaitNames(id, "Created");
    awaitNames(poisoned, "Rejected");
    assertThat(codeOf(cluster.about(poisoned).get(0))).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void step4WhatWasLeftOpenByTheOwnerBeforeIsAsIfItHadNeverBeen() {
    String id = Cluster.newId();
    String topic = Topics.state(cluster.region, ComponentKind.WRITER);
    cluster.send(id, new Create(cluster.spec(id)));
    var killed = cluster.kafka.transactional(transactionalId(id));
    killed.initTransactions();
    killed.beginTransaction();
    killed.send(new ProducerRecord<>(topic, partitionOf(id), id, "{}".getBytes(UTF_8)));
    killed.flush();
    cluster.instance("a", task);
    awaitNames(id, "Created");
    killed.close(Duration.ZERO);
  }

  @Test
  void step2And6WhatRanRunsAgainWithTheNextOwnerUnderAHigherEpoch() {
    var first = cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Start(Step.INCREMENTAL, null));
    await().until(() -> task.running.containsKey(id));
    first.close();
    assertThat(task.running).isEmpty();
    var later = new ScriptedTask();
    cluster.instance("b", later);
    await().until(() -> later.running.containsKey(id));
    assertThat(Objects.requireNonNull(later.running.get(id)).epoch()).isEqualTo(2);
    awaitNames(id, "Created", "StartRequested", "Started", "Started");
  }

  @Test
  void step1And8AZombieIsFencedAndEndsWhatItRuns() {
    var zombie = cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Start(Step.INCREMENTAL, null));
    await().until(() -> task.running.containsKey(id));
    TaskContext before = Objects.requireNonNull(task.running.get(id));

    try (var follower = new EventLog(cluster.kafka.transactional(transactionalId(id)))) {
      assertThat(follower).isNotNull();
      assertThatThrownBy(() -> before.caughtUp(1)).isInstanceOf(NotOwnedException.class);
    }
    await().until(before::stopping);
    // The group still counts it as the owner, so it takes the partition up again, by itself.
    await()
        .until(
            () -> {
              TaskContext now = task.running.get(id);
              return now != null && now.epoch() == 2;
            });
    Objects.requireNonNull(task.running.get(id)).caughtUp(1);
    awaitNames(id, "Created", "StartRequested", "Started", "Started", "CaughtUp");
    assertThat(zombie.ownership.isRunning()).isTrue();
  }

  @Test
  void step7ACommandWhoseTransactionFailsIsDoneAfterOwningAnew() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    awaitNames(id, "Created");
    new EventLog(cluster.kafka.transactional(transactionalId(id))).close();
    cluster.send(id, new Start(Step.INCREMENTAL, null));
    cluster.send(id, new Pause(null));
    awaitNames(id, "Created", "StartRequested", "Started", "PauseRequested", "Stopped");
  }

  @Test
  void twoInstancesShareAndEachComponentRunsOnce() {
    var first = new ScriptedTask();
    var second = new ScriptedTask();
    cluster.instance("a", first);
    List<String> ids = Stream.generate(Cluster::newId).limit(16).toList();
    for (String id : ids) {
      cluster.send(id, new Create(cluster.spec(id)));
      cluster.send(id, new Start(Step.INCREMENTAL, null));
    }
    await().atMost(Duration.ofSeconds(90)).until(() -> first.running.size() == 16);
    var b = cluster.instance("b", second);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> !second.running.isEmpty() && first.running.size() + second.running.size() == 16);
    assertThat(first.running.keySet()).doesNotContainAnyElementsOf(second.running.keySet());
    assertThat(second.running.values()).allMatch(context -> context.epoch() == 2);
    b.close();
    await().atMost(Duration.ofSeconds(90)).until(() -> first.running.size() == 16);
    for (String id : ids) {
      cluster.send(id, new Pause(null));
    }
    await().atMost(Duration.ofSeconds(90)).until(first.running::isEmpty);
  }

  @Test
  void pausesAndStartsTakeTurnsAsTheyWereSent() {
    cluster.instance("a", task);
    String id = Cluster.newId();
    cluster.send(id, new Create(cluster.spec(id)));
    cluster.send(id, new Start(Step.INCREMENTAL, null));
    await().until(() -> task.running.containsKey(id));
    for (int i = 0; i < 10; i++) {
      cluster.send(id, new Pause(null));
      await().until(() -> cluster.namesAbout(id).getLast().equals("Stopped"));
      cluster.send(id, new Start(null, null));
      await().until(() -> cluster.namesAbout(id).getLast().equals("Started"));
    }
  }

  private String transactionalId(String id) {
    return Topics.commands(cluster.region, ComponentKind.WRITER) + "-" + partitionOf(id);
  }

  private static int partitionOf(String id) {
    return Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % Cluster.PARTITIONS;
  }

  private static ErrorCode codeOf(Message message) {
    return ((Outcome.Rejected) Objects.requireNonNull(message.data())).failure().code();
  }

  private void awaitNames(String id, String... names) {
    await()
        .atMost(Duration.ofSeconds(90))
        .untilAsserted(() -> assertThat(cluster.namesAbout(id)).containsExactly(names));
  }
}
