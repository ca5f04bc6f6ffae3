package io.sluice.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A user of the topics, from the first record on: committed records only. */
final class TopicReader implements AutoCloseable {
  private final Map<String, Object> settings;
  private final String prefix;
  private final Thread thread;
  private volatile boolean stopping;

  private final TopicRules rules = new TopicRules();

  TopicReader(String kafka, String prefix) {
    this.settings =
        Map.of(
            "bootstrap.servers",
            kafka,
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false,
            "fetch.max.wait.ms",
            100);
    this.prefix = prefix;
    this.thread = Thread.ofPlatform().name("topic-reader").start(this::read);
  }

  private void read() {
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      boolean assigned = false;
      while (!stopping) {
        try {
          assigned = assigned || assign(consumer);
          if (!assigned) {
            continue;
          }
          for (var message : consumer.poll(Duration.ofMillis(100))) {
            rules.take(
                message.topic().substring(prefix.length()),
                message.partition(),
                message.key(),
                message.value());
          }
        } catch (RetriableException e) {
          // The broker is away; nothing can be missed by asking again.
          Thread.onSpinWait();
        } catch (KafkaException e) {
          rules.note("the topics could not be read: " + e);
        }
      }
    }
  }

  /** True when all topics are there; before, nothing can be missed. */
  private boolean assign(KafkaConsumer<String, String> consumer) throws KafkaException {
    var partitions = new ArrayList<TopicPartition>();
    var topics = consumer.listTopics(Duration.ofSeconds(5));
    for (String table : Workload.TABLES) {
      var infos = topics.get(prefix + table);
      if (infos == null) {
        LockSupport.parkNanos(200_000_000);
        return false;
      }
      infos.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return true;
  }

  TopicRules rules() {
    return rules;
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join();
  }
}
