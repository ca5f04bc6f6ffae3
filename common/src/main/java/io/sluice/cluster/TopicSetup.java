package io.sluice.cluster;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Sluice's topics where they are missing; a Store makes its log itself. Any number of
 * services may do so at once; a topic that is there is left as it is, except that what must be
 * compacted is made so.
 */
public final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final int BROKER_SECONDS = 30;
  // Topics whose records nobody waits for together need no more.
  private static final int MOST_TELEMETRY_PARTITIONS = 8;

  private final KafkaClients clients;
  private final int partitions;

  /**
   * @param partitions of every command, state and event topic: {@code sluice.partitions}
   */
  public TopicSetup(KafkaClients clients, int partitions) {
    this.clients = clients;
    this.partitions = partitions;
  }

  /**
   * Everything but one region's components: events, projects, data sources, telemetry, logs,
   * schemas.
   *
   * @throws SluiceException INVALID_INPUT when the topics there have other partition counts than
   *     this installation's setting; KAFKA_UNAVAILABLE
   */
  public void shared() {
    int few = Math.min(partitions, MOST_TELEMETRY_PARTITIONS);
    ensure(
        List.of(
            TopicSpec.commands(Topics.PROJECT_COMMANDS, partitions),
            TopicSpec.commands(Topics.ALERT_COMMANDS, 1),
            TopicSpec.state(Topics.PROJECT_STATE, partitions),
            TopicSpec.events(partitions),
            TopicSpec.telemetry(few),
            TopicSpec.logs(few),
            TopicSpec.dataSources(),
            TopicSpec.storeSchemas()));
    verify(Topics.PROJECT_COMMANDS, Topics.PROJECT_STATE);
  }

  /**
   * Commands and states of one kind of component in one region.
   *
   * @throws SluiceException as {@link #shared}
   */
  public void components(String region, ComponentKind kind) {
    ensure(
        List.of(
            TopicSpec.commands(Topics.commands(region, kind), partitions),
            TopicSpec.state(Topics.state(region, kind), partitions)));
    verify(Topics.commands(region, kind), Topics.state(region, kind));
  }

  /**
   * Kafka's id of a topic: another one after it was deleted and made anew.
   *
   * @throws SluiceException KAFKA_UNAVAILABLE, also when there is no such topic
   */
  public String idOf(String topic) {
    try (Admin admin = clients.admin()) {
      TopicDescription there = describe(admin, List.of(topic)).get(topic);
      if (there == null) {
        throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, topic + " is not there");
      }
      return there.topicId().toString();
    }
  }

  private void ensure(Collection<TopicSpec> specs) {
    try (Admin admin = clients.admin()) {
      Map<String, TopicDescription> there = describe(admin, names(specs));
      var missing = specs.stream().filter(spec -> !there.containsKey(spec.name())).toList();
      if (!missing.isEmpty()) {
        create(admin, missing);
      }
      // All of them: one that was missing may have been made by somebody else a moment before.
      compact(admin, specs);
    } catch (UnknownTopicOrPartitionException e) {
      throw new SluiceException(
          ErrorCode.KAFKA_UNAVAILABLE, "a broker does not know a topic that was just made", e);
    }
  }

  private static void create(Admin admin, List<TopicSpec> missing) {
    var replication = Replication.on(get(admin.describeCluster().nodes()).size());
    var topics =
        missing.stream()
            .map(spec -> replication.topic(spec.name(), spec.partitions(), spec.settings()))
            .toList();
    for (var created : admin.createTopics(topics).values().entrySet()) {
      try {
        get(created.getValue());
        LOG.info("Topic {} made", created.getKey());
      } catch (TopicExistsException e) {
        LOG.debug("Topic {} was made by another service meanwhile", created.getKey());
      }
    }
    awaitVisible(admin, names(missing));
  }

  /** Other brokers learn of a new topic a moment later than the one that was asked to make it. */
  private static void awaitVisible(Admin admin, Collection<String> names) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BROKER_SECONDS);
    while (describe(admin, names).size() < names.size()) {
      if (System.nanoTime() > end) {
        throw new SluiceException(
            ErrorCode.KAFKA_UNAVAILABLE, "the brokers do not show the topics just made");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** A state topic that a broker made by itself would lose states after a week. */
  private static void compact(Admin admin, Collection<TopicSpec> specs) {
    var compacted =
        specs.stream()
            .filter(spec -> TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy(spec)))
            .collect(
                Collectors.toMap(
                    spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()),
                    spec -> spec));
    if (compacted.isEmpty()) {
      return;
    }
    get(admin.describeConfigs(compacted.keySet()).all())
        .forEach(
            (topic, config) -> {
              String is = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
              if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(is)) {
                LOG.warn(
                    "Topic {} had the cleanup policy {}; it is compacted now", topic.name(), is);
                var set =
                    new AlterConfigOp(
                        new ConfigEntry(
                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT),
                        AlterConfigOp.OpType.SET);
                get(admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all());
              }
            });
  }

  private static String policy(TopicSpec spec) {
    return Objects.requireNonNull(spec.settings().get(TopicConfig.CLEANUP_POLICY_CONFIG));
  }

  /** A key must have the same partition everywhere, or an owner would not own its state. */
  private void verify(String commands, String state) {
    try (Admin admin = clients.admin()) {
      var there = describe(admin, List.of(commands, state));
      var wrong = new ArrayList<String>();
      there.forEach(
          (name, topic) -> {
            if (topic.partitions().size() != partitions) {
              wrong.add(name + " has " + topic.partitions().size());
            }
          });
      if (!wrong.isEmpty()) {
        throw new SluiceException(
            ErrorCode.INVALID_INPUT,
            "sluice.partitions is "
                + partitions
                + ", but "
                + String.join(" and ", wrong)
                + " partitions: set what the installation was made with");
      }
    }
  }

  private static List<String> names(Collection<TopicSpec> specs) {
    return specs.stream().map(TopicSpec::name).toList();
  }

  private static Map<String, TopicDescription> describe(Admin admin, Collection<String> names) {
    var there = new TreeMap<String, TopicDescription>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, description) -> {
              try {
                there.put(name, get(description));
              } catch (UnknownTopicOrPartitionException e) {
                LOG.debug("Topic {} is not there yet", name);
              }
            });
    return there;
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get(BROKER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case TopicExistsException exists -> throw exists;
        case AuthorizationException refused ->
            throw new SluiceException(
                ErrorCode.KAFKA_NOT_AUTHORIZED, String.valueOf(refused.getMessage()), refused);
        case UnknownTopicOrPartitionException unknown -> throw unknown;
        case null, default ->
            throw new SluiceException(
                ErrorCode.KAFKA_UNAVAILABLE, "the topics cannot be made or read", e);
      }
    } catch (TimeoutException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "no broker answered in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "interrupted", e);
    }
  }
}
