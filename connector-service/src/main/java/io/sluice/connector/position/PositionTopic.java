package io.sluice.connector.position;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cluster.Replication;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The compacted topic with a Connector's records. */
public final class PositionTopic {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private PositionTopic() {}

  /**
   * Makes it when it is not there.
   *
   * @throws io.sluice.contract.SluiceException TOO_FEW_COPIES when it is there and weaker than the
   *     cluster allows for
   */
  public static void ensure(Admin admin, String connectorId) throws InterruptedException {
    String name = Topics.connectorPosition(connectorId);
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "compact",
            // A run reads all of it when it begins: keep it short.
            "segment.ms", "600000",
            "segment.bytes", "8388608",
            "min.cleanable.dirty.ratio", "0.1");
    try {
      var replication = Replication.on(admin.describeCluster().nodes().get().size());
      try {
        admin.createTopics(List.of(replication.topic(name, 1, settings))).all().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
        replication.require(
            Objects.requireNonNull(
                admin.describeTopics(List.of(name)).allTopicNames().get().get(name)));
      }
    } catch (ExecutionException e) {
      throw DestinationFailure.of(e);
    }
  }

  /** Removes it; succeeds when there is none. */
  public static void remove(Admin admin, String connectorId) throws InterruptedException {
    try {
      admin.deleteTopics(List.of(Topics.connectorPosition(connectorId))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw DestinationFailure.of(e);
      }
    }
  }

  /**
   * Whether all that the source had committed at a position is in the topics, and nothing older is
   * being written again.
   *
   * @param revision of the definition that is to be written; after a newer one was taken up, the
   *     Connector may have other tables
   */
  public static boolean hasReached(
      Map<String, Object> cluster, String connectorId, long position, long revision) {
    var records = readIfThere(cluster, Topics.connectorPosition(connectorId));
    if (records == null) {
      return false;
    }
    var log = records.log();
    return log != null
        && log.commitPosition() >= position
        && log.replayUntil() == null
        && records.revision() <= revision;
  }

  /** As {@link #read}; null when there is no such topic. */
  static @Nullable PositionRecords readIfThere(Map<String, Object> cluster, String topic) {
    try (var admin = Admin.create(cluster)) {
      if (!admin.listTopics().names().get().contains(topic)) {
        return null;
      }
    } catch (ExecutionException e) {
      throw DestinationFailure.of(e);
    } catch (KafkaException e) {
      throw DestinationFailure.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
    return read(cluster, topic);
  }

  /**
   * Everything that has been decided; waits while a transaction at its end is not, up to half a
   * minute.
   */
  static PositionRecords read(Map<String, Object> cluster, String topic) {
    var settings = new HashMap<>(cluster);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A place that is no longer there has to be seen: positions that are passed over are forgotten.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    var partition = new TopicPartition(topic, 0);
    var records = new PositionRecords();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      long end = end(cluster, partition);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end) {
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException("position topic " + topic);
        }
        for (var message : consumer.poll(Duration.ofMillis(200))) {
          if (message.value() == null) {
            records.remove(new String(message.key(), UTF_8));
          } else {
            records.put(PositionCodec.read(message.key(), message.value()));
          }
        }
      }
      return records;
    } catch (KafkaException e) {
      throw DestinationFailure.of(e);
    }
  }

  /** Where the log ends, decided or not. */
  private static long end(Map<String, Object> cluster, TopicPartition partition) {
    try (var admin = Admin.create(cluster)) {
      return admin
          .listOffsets(
              Map.of(partition, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .partitionResult(partition)
          .get()
          .offset();
    } catch (ExecutionException e) {
      throw DestinationFailure.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
