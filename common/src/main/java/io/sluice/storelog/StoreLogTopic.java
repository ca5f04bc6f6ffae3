package io.sluice.storelog;

import io.sluice.cluster.Replication;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes, adjusts and removes the topics of a Store's log. */
public final class StoreLogTopic {
  private StoreLogTopic() {}

  /**
   * Sees to it that the topics are there and keep records this long; repeatable.
   *
   * @param kafka bootstrap.servers and security, nothing else
   */
  public static void ensure(Map<String, Object> kafka, String storeId, Duration retention) {
    var settings = settings(retention);
    try (var admin = LogClients.admin(kafka)) {
      var replication = Replication.on(LogClients.outcome(admin.describeCluster().nodes()).size());
      make(admin, replication.topic(Topics.storeLog(storeId), 1, settings));
      make(
          admin,
          replication.topic(
              Topics.STORE_SCHEMAS,
              1,
              Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
      verify(admin, Topics.storeLog(storeId), replication);
      var changes =
          replication.withQuorum(settings).entrySet().stream()
              .map(
                  e ->
                      new AlterConfigOp(
                          new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
              .toList();
      var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.storeLog(storeId));
      LogClients.outcome(admin.incrementalAlterConfigs(Map.of(topic, changes)).all());
    } catch (KafkaException e) {
      throw LogClients.unavailable("the topics of the log could not be made", e);
    }
  }

  /** Removes the log and forgets its schemas; repeatable. */
  public static void remove(Map<String, Object> kafka, String storeId) {
    try {
      try (var admin = LogClients.admin(kafka)) {
        LogClients.outcome(admin.deleteTopics(List.of(Topics.storeLog(storeId))).all());
      } catch (UnknownTopicOrPartitionException e) {
        // It is gone, which is what was asked for; its schemas may still be there.
      }
      forgetSchemas(kafka, storeId);
    } catch (KafkaException e) {
      throw LogClients.unavailable("the log could not be removed", e);
    }
  }

  private static void forgetSchemas(Map<String, Object> kafka, String storeId) {
    try (var schemas = new SchemaReader(kafka, storeId)) {
      if (schemas.all().isEmpty()) {
        return;
      }
      try (var producer = LogClients.writer(kafka, storeId)) {
        producer.initTransactions();
        producer.beginTransaction();
        for (int id : schemas.all().keySet()) {
          producer.send(
              new ProducerRecord<>(Topics.STORE_SCHEMAS, SchemaReader.key(storeId, id), null));
        }
        producer.commitTransaction();
      }
    }
  }

  /** One that somebody else made may be weaker, or have no order. */
  private static void verify(Admin admin, String topic, Replication replication) {
    var all = LogClients.outcome(admin.describeTopics(List.of(topic)).allTopicNames());
    var description = Objects.requireNonNull(all.get(topic));
    if (description.partitions().size() != 1) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "topic %s has %d partitions, the log has one: delete the topic"
              .formatted(topic, description.partitions().size()));
    }
    replication.require(description);
  }

  private static void make(Admin admin, NewTopic wanted) {
    try {
      LogClients.outcome(admin.createTopics(List.of(wanted)).all());
    } catch (TopicExistsException e) {
      // Made before, by this Store or another; its settings are looked after separately.
    } catch (RecordTooLargeException e) {
      throw new SluiceException(ErrorCode.TOO_LARGE, "the cluster refuses the size of records", e);
    }
  }

  private static Map<String, String> settings(Duration retention) {
    long kept = retention.toMillis();
    var settings = new HashMap<String, String>();
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept));
    settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    // Only whole segments expire: one lasts a twentieth of the time at most.
    settings.put(
        TopicConfig.SEGMENT_MS_CONFIG,
        Long.toString(Math.clamp(kept / 20, 60_000L, 6 * 3_600_000L)));
    settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(256 << 20));
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LogClients.LARGEST_RECORD));
    // A record lives this long from its arrival on: one that a Store pulls late, because it was
    // away, would else be deleted before anybody reads it. When it was committed it says itself.
    settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
    return settings;
  }
}
