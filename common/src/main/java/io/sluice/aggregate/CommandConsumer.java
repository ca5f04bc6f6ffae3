package io.sluice.aggregate;

import io.sluice.cluster.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.Acknowledgment;

/**
 * A member of the group that shares a command topic. It commits no offset by itself: that is done
 * by the transactions.
 */
final class CommandConsumer {
  private static final long IDLE_MILLIS = 250;

  /** Called on the consumer's one thread; throws nothing. */
  interface Listener {
    void assigned(Consumer<?, ?> consumer, Collection<Integer> partitions);

    /** Also for partitions that are taken for the second time. */
    void revoked(Collection<Integer> partitions);

    void received(Consumer<?, ?> consumer, List<ConsumerRecord<String, byte[]>> records);

    /** After every batch, and several times a second when none comes. */
    void idle(Consumer<?, ?> consumer, Collection<Integer> assigned);
  }

  private final KafkaMessageListenerContainer<String, byte[]> container;

  CommandConsumer(String topic, String group, KafkaClients kafka, Listener listener) {
    Map<String, Object> settings = new HashMap<>(kafka.connection());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 50);
    // The classic protocol: there a member, not the broker's configuration, says how soon it counts
    // as dead, so take-over is as fast on every cluster. Only partitions that move are revoked.
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    var factory =
        new DefaultKafkaConsumerFactory<String, byte[]>(
            settings, new StringDeserializer(), new ByteArrayDeserializer());
    var properties = new ContainerProperties(topic);
    properties.setGroupId(group);
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setAssignmentCommitOption(ContainerProperties.AssignmentCommitOption.NEVER);
    properties.setPollTimeout(IDLE_MILLIS);
    properties.setIdleEventInterval(IDLE_MILLIS);
    properties.setIdleBeforeDataMultiplier(1);
    properties.setMissingTopicsFatal(false);
    properties.setStopImmediate(true);
    properties.setAuthExceptionRetryInterval(Duration.ofSeconds(10));
    properties.setConsumerRebalanceListener(new Rebalances(listener));
    properties.setMessageListener(new Batches(listener));
    container = new KafkaMessageListenerContainer<>(factory, properties);
    container.setBeanName(group);
    container.setApplicationEventPublisher(idleEvents(listener));
  }

  void start() {
    container.start();
  }

  void stop() {
    container.stop();
  }

  boolean isRunning() {
    return container.isRunning();
  }

  private static ApplicationEventPublisher idleEvents(Listener listener) {
    return event -> {
      if (event instanceof ListenerContainerIdleEvent idle) {
        var assigned = idle.getTopicPartitions();
        listener.idle(idle.getConsumer(), assigned == null ? List.of() : numbers(assigned));
      }
    };
  }

  private static List<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).toList();
  }

  private record Batches(Listener listener)
      implements BatchAcknowledgingConsumerAwareMessageListener<String, byte[]> {
    @Override
    public void onMessage(
        List<ConsumerRecord<String, byte[]>> records,
        @Nullable Acknowledgment acknowledgment,
        @Nullable Consumer<?, ?> polling) {
      Consumer<?, ?> consumer = Objects.requireNonNull(polling);
      listener.received(consumer, records);
      listener.idle(consumer, numbers(consumer.assignment()));
    }
  }

  private record Rebalances(Listener listener) implements ConsumerAwareRebalanceListener {
    @Override
    public void onPartitionsAssigned(
        Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        listener.assigned(consumer, numbers(partitions));
      }
    }

    @Override
    public void onPartitionsRevokedBeforeCommit(
        Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
      listener.revoked(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
      listener.revoked(numbers(partitions));
    }
  }
}
