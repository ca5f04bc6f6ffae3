package io.sluice.project;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.ComponentCommand;
import io.sluice.contract.ComponentEvent;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.ComponentSpec;
import io.sluice.contract.Envelope;
import io.sluice.contract.Failure;
import io.sluice.contract.Outcome;
import io.sluice.contract.Step;
import io.sluice.contract.TableComparison;
import io.sluice.contract.TableComparison.Difference;
import io.sluice.contract.TableComparison.Kind;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Component services as project-service sees them: they answer commands with events. Every step
 * succeeds at once, unless it was said to fail.
 */
final class PlayedComponents implements AutoCloseable {
  private final Map<Step, Failure> faults = new ConcurrentHashMap<>();
  private volatile boolean behind;
  private final List<ComponentCommand> received = new CopyOnWriteArrayList<>();
  private final Map<String, ComponentSpec> specs = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final Thread thread;

  PlayedComponents(KafkaClients kafka, String region) {
    consumer = kafka.reader("played-components");
    producer = kafka.lossy("played-components");
    List<TopicPartition> partitions = new ArrayList<>();
    for (ComponentKind kind : ComponentKind.values()) {
      consumer
          .partitionsFor(Topics.commands(region, kind))
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = Thread.ofPlatform().name("played-components").start(this::serve);
  }

  /** From now on this step fails when it is started; with null it succeeds again. */
  void fail(Step step, Failure failure) {
    faults.put(step, failure);
  }

  /** From now on those that write do not say that they have caught up. */
  void behind() {
    behind = true;
  }

  void heal() {
    faults.clear();
  }

  List<ComponentCommand> received() {
    return received;
  }

  private void serve() {
    try (consumer;
        producer) {
      while (true) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          answer(record);
        }
        producer.flush();
      }
    } catch (WakeupException e) {
      received.clear();
    }
  }

  private void answer(ConsumerRecord<String, byte[]> record) {
    var message = CloudEventCodec.decodeCommand(record, ComponentCommand.class);
    String id = message.envelope().subject();
    if (!known.add(message.envelope().id())
        || !(message.data() instanceof ComponentCommand command)) {
      return;
    }
    received.add(command);
    if (command instanceof ComponentCommand.Create(var spec)) {
      specs.put(id, spec);
    }
    ComponentSpec spec = specs.get(id);
    if (spec == null) {
      return;
    }
    for (Record event : events(id, spec, command, message.type())) {
      Envelope envelope =
          message.envelope().causes(UUID.randomUUID().toString(), id, "/played", Instant.now());
      var _ =
          producer.send(CloudEventCodec.encode(Topics.EVENTS, spec.projectId(), envelope, event));
    }
  }

  private List<Record> events(
      String id, ComponentSpec spec, ComponentCommand command, String type) {
    String project = spec.projectId();
    return switch (command) {
      case ComponentCommand.Create _ -> List.of(new ComponentEvent.Created(id, project, spec));
      case ComponentCommand.Start(var step, _, _, _) when step != null -> start(id, spec, step);
      case ComponentCommand.Start _ -> List.of();
      case ComponentCommand.Pause _ when running.remove(id) ->
          List.of(
              new ComponentEvent.PauseRequested(id, project, null),
              new ComponentEvent.Stopped(id, project));
      case ComponentCommand.Pause _ -> List.of(new Outcome.Satisfied(type));
      case ComponentCommand.Update(var now) when spec.kind() == ComponentKind.STORE ->
          List.of(
              new ComponentEvent.Updated(id, project, now),
              new ComponentEvent.Published(id, project, now.revision()));
      case ComponentCommand.Update(var now) ->
          List.of(new ComponentEvent.Updated(id, project, now));
      case ComponentCommand.Destroy _ ->
          List.of(
              new ComponentEvent.DestroyRequested(id, project),
              new ComponentEvent.Destroyed(id, project));
    };
  }

  private List<Record> start(String id, ComponentSpec spec, Step step) {
    String project = spec.projectId();
    List<Record> events = new ArrayList<>();
    events.add(new ComponentEvent.StartRequested(id, project, step, null));
    events.add(new ComponentEvent.Started(id, project, step, 1, "played"));
    Failure fault = faults.get(step);
    if (fault != null) {
      events.add(new ComponentEvent.Failed(id, project, step, fault));
      return events;
    }
    switch (step) {
      case VERIFY -> {
        events.add(new ComponentEvent.TableCompared(id, project, compared(spec)));
        var report =
            Map.of(
                "compared", "10", "missing", "1", "extra", "0", "different", "1", "unsettled", "0");
        events.add(new ComponentEvent.StepCompleted(id, project, step, report));
      }
      case SCHEMA, FULL ->
          events.add(
              new ComponentEvent.StepCompleted(id, project, step, Map.of("public.a", "done")));
      case LOG_PULL, INCREMENTAL -> {
        running.add(id);
        if (!behind || step == Step.LOG_PULL) {
          events.add(new ComponentEvent.CaughtUp(id, project, 7));
        }
        if (spec.mergesInto() != null) {
          running.remove(id);
          events.add(new ComponentEvent.StepCompleted(id, project, step, Map.of()));
        }
      }
    }
    return events;
  }

  private static TableComparison compared(ComponentSpec spec) {
    var table = spec.tables().getFirst();
    return new TableComparison(
        table.source(),
        table.target(),
        10,
        1,
        0,
        1,
        0,
        List.of("id"),
        List.of(
            new Difference(Kind.MISSING, List.of("7"), List.of()),
            new Difference(Kind.DIFFERENT, List.of("8"), List.of("t"))),
        26_812_345,
        Instant.now(),
        null);
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join(5_000);
  }
}
