package io.sluice.project.datasources;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.datasource.DataSourceCodec;
import io.sluice.datasource.SealingKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Seals what is sealed under an old key anew, at the start that brings the new one. It reads the
 * topic itself while nobody else writes, so that no change that comes meanwhile is undone.
 */
@Component
class Resealing {
  private static final Logger LOG = LoggerFactory.getLogger(Resealing.class);

  private final KafkaClients kafka;
  private final DataSourceCodec codec;
  private final DataSourceLog log;
  private final WriteLock lock;
  private final SealingKey key;

  Resealing(
      KafkaClients kafka,
      DataSourceCodec codec,
      DataSourceLog log,
      WriteLock lock,
      SealingKey key) {
    this.kafka = kafka;
    this.codec = codec;
    this.log = log;
    this.lock = lock;
    this.key = key;
  }

  @EventListener
  void onReady(ApplicationReadyEvent event) {
    try {
      lock.holding(this::resealAll);
    } catch (KafkaException | SluiceException | DataAccessException | TransactionException e) {
      LOG.warn("Data sources were not sealed anew; the next start tries again: {}", e.getMessage());
    }
  }

  private void resealAll() {
    int count = 0;
    for (var stored : latest().entrySet()) {
      if (!codec.isSealedAfresh(stored.getValue())) {
        try {
          log.rewrite(stored.getKey(), codec.write(codec.read(stored.getValue())));
          count++;
        } catch (SluiceException e) {
          LOG.warn("Data source {} was not sealed anew: {}", stored.getKey(), e.getMessage());
        }
      }
    }
    if (count > 0) {
      LOG.info("{} data sources are sealed under the key {} now", count, key.id());
    }
  }

  private Map<String, byte[]> latest() {
    var latest = new HashMap<String, byte[]>();
    try (var reader = kafka.reader("sluice-resealing")) {
      List<TopicPartition> partitions =
          reader.partitionsFor(Topics.DATA_SOURCES).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      var ends = reader.endOffsets(partitions);
      while (partitions.stream().anyMatch(it -> reader.position(it) < ends.getOrDefault(it, 0L))) {
        for (var record : reader.poll(Duration.ofMillis(200))) {
          if (record.value() == null) {
            latest.remove(record.key());
          } else {
            latest.put(record.key(), record.value());
          }
        }
      }
    }
    return latest;
  }
}
