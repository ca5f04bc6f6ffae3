package io.sluice.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Another system that follows the event log from its beginning. */
final class EventLogSeen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<CloudEventCodec.Message> seen = new CopyOnWriteArrayList<>();
  private final Consumer<String, byte[]> consumer;
  private final Thread thread;

  EventLogSeen(KafkaClients kafka) {
    consumer = kafka.reader("event-log-seen");
    var partitions =
        consumer.partitionsFor(Topics.EVENTS).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread = Thread.ofPlatform().name("event-log-seen").start(this::follow);
  }

  private void follow() {
    try (consumer) {
      while (true) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record -> {
                  if (record.headers().lastHeader("ce_type") != null) {
                    seen.add(CloudEventCodec.decode(record));
                  }
                });
      }
    } catch (WakeupException e) {
      assertThat(e).isNotNull();
    }
  }

  /** What the project itself has said, refusals too. */
  List<CloudEventCodec.Message> about(String id) {
    return seen.stream().filter(message -> message.envelope().subject().equals(id)).toList();
  }

  /** All events of this subject and kind so far. */
  <E extends Record> List<E> of(String subject, Class<E> kind) {
    return seen.stream()
        .filter(event -> event.envelope().subject().equals(subject))
        .map(CloudEventCodec.Message::data)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** The first event that this command led to. */
  CloudEventCodec.Message awaitOutcome(String commandId) {
    await("an outcome of " + commandId)
        .atMost(PATIENCE)
        .until(() -> seen.stream().anyMatch(event -> commandId.equals(causeOf(event))));
    return seen.stream()
        .filter(event -> commandId.equals(causeOf(event)))
        .findFirst()
        .orElseThrow();
  }

  <E extends Record> E await(String subject, Class<E> kind) {
    return await(subject, kind, 1).getLast();
  }

  <E extends Record> List<E> await(String subject, Class<E> kind, int times) {
    await(times + " times " + kind.getSimpleName() + " of " + subject)
        .atMost(PATIENCE)
        .until(() -> of(subject, kind).size() >= times);
    return of(subject, kind);
  }

  private static @Nullable String causeOf(CloudEventCodec.Message event) {
    return event.envelope().causationId();
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what);
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join(5_000);
  }
}
