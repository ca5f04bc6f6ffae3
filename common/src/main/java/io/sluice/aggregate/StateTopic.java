package io.sluice.aggregate;

import io.sluice.cluster.KafkaClients;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Reads back what a state topic holds. */
public final class StateTopic<S> {
  private static final Logger LOG = LoggerFactory.getLogger(StateTopic.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * What a partition holds.
   *
   * @param unreadable ids whose record cannot be read; the others are not held up by them
   */
  public record Contents<S>(Map<String, StoredAggregate<S>> kept, Set<String> unreadable) {}

  private final String topic;
  private final KafkaClients kafka;
  private final StoredAggregate.Codec<S> codec;

  public StateTopic(String topic, KafkaClients kafka, StoredAggregate.Codec<S> codec) {
    this.topic = topic;
    this.kafka = kafka;
    this.codec = codec;
  }

  /** The committed contents of these partitions. */
  public Map<Integer, Contents<S>> read(Collection<Integer> partitions) {
    Map<Integer, Contents<S>> found = new HashMap<>();
    Set<TopicPartition> all = new HashSet<>();
    for (int partition : partitions) {
      found.put(partition, new Contents<>(new HashMap<>(), new HashSet<>()));
      all.add(new TopicPartition(topic, partition));
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try (var consumer = kafka.reader(topic + "-restore")) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          var contents = found.get(record.partition());
          if (contents != null) {
            take(record, contents);
          }
        }
        if (System.nanoTime() > deadline) {
          throw new TimeoutException(topic + " could not be read to its end");
        }
      }
    }
    return found;
  }

  private void take(ConsumerRecord<String, byte[]> record, Contents<S> into) {
    String id = record.key();
    if (id == null) {
      return;
    }
    into.kept().remove(id);
    into.unreadable().remove(id);
    if (record.value() == null) {
      return;
    }
    try {
      into.kept().put(id, codec.read(record.value()));
    } catch (JacksonException e) {
      into.unreadable().add(id);
      LOG.error(
          "The state of {} at {}-{} offset {} cannot be read; it stays untouched",
          id,
          topic,
          record.partition(),
          record.offset(),
          e);
    }
  }
}
