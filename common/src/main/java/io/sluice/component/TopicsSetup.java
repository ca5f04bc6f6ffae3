package io.sluice.component;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the topics that services share, before anything else starts. Those that exist are left as
 * they are: an operator may have changed them. Topics of single Stores and projects are made where
 * they are used.
 */
final class TopicsSetup implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(TopicsSetup.class);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LARGEST_BATCH = Integer.toString(4 << 20);

  private final KafkaClients kafka;
  private final KernelSettings settings;
  private volatile boolean running;

  TopicsSetup(KafkaClients kafka, KernelSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  static List<NewTopic> topics(String region, int partitions) {
    var all = new ArrayList<NewTopic>();
    all.add(deleted(Topics.PROJECT_COMMANDS, partitions, Duration.ofDays(7)));
    all.add(compacted(Topics.PROJECT_STATE, partitions));
    for (ComponentKind kind : ComponentKind.values()) {
      all.add(deleted(Topics.commands(region, kind), partitions, Duration.ofDays(7)));
      all.add(compacted(Topics.state(region, kind), partitions));
    }
    all.add(deleted(Topics.EVENTS, partitions, null));
    all.add(deleted(Topics.TELEMETRY, partitions, Duration.ofDays(1)));
    all.add(deleted(Topics.LOGS, partitions, Duration.ofDays(3)));
    all.add(compacted(Topics.DATA_SOURCES, 1));
    all.add(compacted(Topics.STORE_SCHEMAS, 1));
    return all;
  }

  private static NewTopic deleted(String name, int partitions, @Nullable Duration retention) {
    return topic(
        name,
        partitions,
        Map.of(
            "cleanup.policy",
            "delete",
            "retention.ms",
            Long.toString(retention == null ? -1 : retention.toMillis())));
  }

  private static NewTopic compacted(String name, int partitions) {
    // Restoring reads all of it, so it is compacted soon.
    return topic(
        name,
        partitions,
        Map.of(
            "cleanup.policy",
            "compact",
            "min.cleanable.dirty.ratio",
            "0.1",
            "segment.ms",
            Long.toString(Duration.ofHours(1).toMillis())));
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("max.message.bytes", LARGEST_BATCH);
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(all);
  }

  @Override
  public void start() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = kafka.admin()) {
      while (!create(admin)) {
        if (System.nanoTime() > deadline) {
          throw new KafkaException("Kafka does not answer");
        }
      }
    }
    running = true;
  }

  /** Returns false when Kafka does not answer; that takes its time. */
  private boolean create(Admin admin) {
    boolean all = true;
    for (var made :
        admin.createTopics(topics(settings.region(), settings.partitions())).values().entrySet()) {
      try {
        made.getValue().get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RetriableException) {
          LOG.warn("Kafka does not answer yet: {}", e.getCause().toString());
          all = false;
        } else if (!(e.getCause() instanceof TopicExistsException)) {
          throw new KafkaException(made.getKey() + " can not be made", e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KafkaException("interrupted", e);
      } catch (TimeoutException e) {
        LOG.warn("Kafka does not answer yet");
        all = false;
      }
    }
    return all;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
