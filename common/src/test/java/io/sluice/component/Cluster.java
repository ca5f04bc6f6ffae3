package io.sluice.component;

import io.sluice.aggregate.Ownership;
import io.sluice.aggregate.StateTopic;
import io.sluice.aggregate.StoredAggregate;
import io.sluice.cluster.CommandSeal;
import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.KernelSettings;
import io.sluice.cluster.TopicSetup;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Envelope;
import io.sluice.contract.SyncOptions;
import io.sluice.contract.TableMapping;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.contract.cloudevents.CloudEventCodec.Message;
import io.sluice.datasource.SealingKey;
import io.sluice.fixture.KafkaFixture;
import io.sluice.lifecycle.ComponentState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A region of its own, with instances of a writer service and a view of the event log. */
final class Cluster implements AutoCloseable {
  static final int PARTITIONS = 4;

  private static final CommandSeal SEAL =
      new CommandSeal(SealingKey.from(Base64.getEncoder().encodeToString(new byte[32]), null));

  final KafkaClients kafka;
  final String region = "t" + UUID.randomUUID().toString().substring(0, 8);
  final KernelSettings settings;
  private final Producer<String, byte[]> producer;
  private final List<Instance> instances = new ArrayList<>();
  private final Consumer<String, byte[]> log;
  private final List<Message> events = new CopyOnWriteArrayList<>();

  /** One process' worth of kernel. */
  final class Instance implements AutoCloseable {
    final ScriptedTask task;
    final Reconciler reconciler;
    final Signals signals;
    final Ownership<ComponentState, ComponentCommand, ComponentEvent> ownership;

    Instance(String name, ScriptedTask task) {
      this.task = task;
      signals =
          new Signals(kafka.lossy("signals-" + name), "/writers/" + name, new ComponentMetrics());
      reconciler = new Reconciler(task, settings, name, signals);
      ownership =
          new Ownership<>(
              ComponentType.of(task, region), kafka, SEAL, "/writers/" + name, reconciler);
      ownership.start();
    }

    @Override
    public void close() {
      ownership.stop();
      reconciler.close();
      signals.close();
    }
  }

  Cluster() {
    this(KafkaFixture.client(), Duration.ofSeconds(60));
  }

  Cluster(Map<String, Object> client, Duration healthyAfter) {
    kafka = new KafkaClients(client);
    producer =
        new KafkaProducer<>(kafka.connection(), new StringSerializer(), new ByteArraySerializer());
    settings =
        new KernelSettings(
            region,
            PARTITIONS,
            null,
            null,
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            healthyAfter,
            Duration.ofSeconds(1));
    var topics = new TopicSetup(kafka, PARTITIONS);
    topics.shared();
    topics.components(region, ComponentKind.WRITER);
    log = kafka.reader("test-events");
    var partitions =
        log.partitionsFor(Topics.EVENTS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    log.assign(partitions);
    log.seekToEnd(partitions);
    partitions.forEach(log::position);
  }

  Instance instance(String name, ScriptedTask task) {
    var instance = new Instance(name, task);
    instances.add(instance);
    return instance;
  }

  ComponentSpec spec(String id) {
    return new ComponentSpec(
        id,
        ComponentKind.WRITER,
        projectOf(id),
        "shop",
        region,
        "s-" + id.substring(2),
        "source",
        "destination",
        List.of(TableMapping.same("public", "orders")),
        SyncOptions.DEFAULT,
        null,
        null);
  }

  static String newId() {
    return "w-" + UUID.randomUUID().toString().substring(0, 10);
  }

  static String projectOf(String id) {
    return "p-" + id.substring(2);
  }

  /** Returns the command's id. */
  String send(String id, ComponentCommand command) {
    return send(id, UUID.randomUUID().toString(), command);
  }

  String send(String id, String commandId, ComponentCommand command) {
    publish(command(id, commandId, command));
    return commandId;
  }

  /** As the flow sends what follows from an event. Returns the command's id. */
  String sendFollowing(String log, long offset, String id, ComponentCommand command) {
    String commandId = UUID.randomUUID().toString();
    send(id, commandId, command, new Envelope.Position(log, offset));
    return commandId;
  }

  void send(String id, String commandId, ComponentCommand command, Envelope.Position follows) {
    publish(encoded(envelope(id, commandId).following(follows), command));
  }

  ProducerRecord<String, byte[]> command(String id, String commandId, ComponentCommand command) {
    return encoded(envelope(id, commandId), command);
  }

  private static Envelope envelope(String id, String commandId) {
    return new Envelope(
        commandId, id, "/test", Instant.now(), commandId, null, "tester", null, null);
  }

  private ProducerRecord<String, byte[]> encoded(Envelope envelope, ComponentCommand command) {
    String id = envelope.subject();
    return SEAL.seal(
        CloudEventCodec.encode(
            Topics.commands(region, ComponentKind.WRITER), id, envelope, (Record) command));
  }

  void publish(ProducerRecord<String, byte[]> record) {
    producer.send(record);
    producer.flush();
  }

  /** Everything said about a component since this cluster began. */
  List<Message> about(String id) {
    for (ConsumerRecord<String, byte[]> record : log.poll(Duration.ofMillis(20))) {
      events.add(CloudEventCodec.decode(record));
    }
    return events.stream().filter(event -> event.envelope().subject().equals(id)).toList();
  }

  List<String> namesAbout(String id) {
    return about(id).stream()
        .map(message -> message.data() == null ? "?" : message.data().getClass().getSimpleName())
        .toList();
  }

  StoredAggregate<ComponentState> stateOf(String id) {
    var codec = new StoredAggregate.Codec<>(ComponentState.class);
    var topic = new StateTopic<>(Topics.state(region, ComponentKind.WRITER), kafka, codec);
    for (var contents : topic.read(List.of(0, 1, 2, 3)).values()) {
      var kept = contents.kept().get(id);
      if (kept != null) {
        return kept;
      }
    }
    return StoredAggregate.nothing(new ComponentState.Absent());
  }

  @Override
  public void close() {
    instances.forEach(Instance::close);
    log.close();
    producer.close(Duration.ZERO);
  }
}
