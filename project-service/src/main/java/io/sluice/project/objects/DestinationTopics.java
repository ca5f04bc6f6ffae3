package io.sluice.project.objects;

import io.sluice.contract.ComponentKind;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.ProjectDefinition;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.contract.TopicNames;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSources;
import io.sluice.datasource.KafkaEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.stereotype.Component;

/** Looks a project's topics up where they are. */
@Component
class DestinationTopics {
  private static final int PATIENCE_MILLIS = 5_000;

  /**
   * A topic.
   *
   * @param table whose rows go there
   * @param exists false when it is not there: not yet, or not any more
   * @param records how many there are between the first and the last of each partition; compaction
   *     and transactions leave gaps that are counted too
   * @param settings those that somebody has set
   */
  record Topic(
      String topic,
      TableName table,
      boolean exists,
      long records,
      int replicas,
      List<Partition> partitions,
      Map<String, String> settings) {}

  /** The first offset that is still there, and the one that comes next. */
  record Partition(int partition, long beginning, long end) {}

  private final DataSources dataSources;

  DestinationTopics(DataSources dataSources) {
    this.dataSources = dataSources;
  }

  /**
   * By name.
   *
   * @throws SluiceException INVALID_INPUT for a project that does not write to Kafka;
   *     DESTINATION_UNREACHABLE
   */
  List<Topic> of(ProjectDefinition definition) {
    if (definition.destinationKind() != ComponentKind.CONNECTOR) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "it writes to a database; only projects to Kafka have topics");
    }
    var tables =
        new TreeMap<>(TopicNames.all(definition.tables(), definition.options().topicTemplate()));
    var destination = dataSources.require(definition.destination(), DataSource.Kafka.class);
    Map<String, Object> settings = new HashMap<>(KafkaEndpoint.clientSettings(destination));
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "sluice-topics");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS - 1_000);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      return look(admin, tables);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new SluiceException(
          ErrorCode.DESTINATION_UNREACHABLE,
          "the topics at " + destination.bootstrapServers() + " cannot be looked up",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(ErrorCode.DESTINATION_UNREACHABLE, "interrupted", e);
    }
  }

  private static List<Topic> look(Admin admin, Map<String, TableMapping> tables)
      throws ExecutionException, TimeoutException, InterruptedException {
    var there = new TreeMap<String, TopicDescription>();
    for (var one : admin.describeTopics(tables.keySet()).topicNameValues().entrySet()) {
      try {
        there.put(one.getKey(), get(one.getValue()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    var beginnings = offsets(admin, there, OffsetSpec.earliest());
    var ends = offsets(admin, there, OffsetSpec.latest());
    var configs = configs(admin, there);
    List<Topic> topics = new ArrayList<>();
    tables.forEach(
        (name, mapping) -> {
          TopicDescription topic = there.get(name);
          if (topic == null) {
            topics.add(new Topic(name, mapping.source(), false, 0, 0, List.of(), Map.of()));
            return;
          }
          var partitions =
              topic.partitions().stream()
                  .map(
                      one -> {
                        var at = new TopicPartition(name, one.partition());
                        return new Partition(
                            one.partition(),
                            beginnings.getOrDefault(at, 0L),
                            ends.getOrDefault(at, 0L));
                      })
                  .toList();
          topics.add(
              new Topic(
                  name,
                  mapping.source(),
                  true,
                  partitions.stream().mapToLong(one -> one.end() - one.beginning()).sum(),
                  topic.partitions().getFirst().replicas().size(),
                  partitions,
                  configs.getOrDefault(name, Map.of())));
        });
    return topics;
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, Map<String, TopicDescription> topics, OffsetSpec which)
      throws ExecutionException, TimeoutException, InterruptedException {
    var asked = new HashMap<TopicPartition, OffsetSpec>();
    topics.forEach(
        (name, topic) ->
            topic
                .partitions()
                .forEach(one -> asked.put(new TopicPartition(name, one.partition()), which)));
    var offsets = new HashMap<TopicPartition, Long>();
    get(admin.listOffsets(asked).all()).forEach((at, found) -> offsets.put(at, found.offset()));
    return offsets;
  }

  private static Map<String, Map<String, String>> configs(
      Admin admin, Map<String, TopicDescription> topics)
      throws ExecutionException, TimeoutException, InterruptedException {
    var resources =
        topics.keySet().stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .toList();
    var configs = new HashMap<String, Map<String, String>>();
    get(admin.describeConfigs(resources).all())
        .forEach(
            (resource, config) -> {
              var set = new TreeMap<String, String>();
              for (ConfigEntry entry : config.entries()) {
                if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                    && entry.value() != null) {
                  set.put(entry.name(), entry.value());
                }
              }
              configs.put(resource.name(), set);
            });
    return configs;
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
