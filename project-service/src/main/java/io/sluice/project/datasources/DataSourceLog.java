package io.sluice.project.datasources;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.DataSourceEvent;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.datasource.DataSource;
import io.sluice.datasource.DataSourceCodec;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Writes a data source for the services and the event for everybody, in one Kafka transaction:
 * there is never the one without the other.
 */
@Component
class DataSourceLog {
  private final KafkaClients kafka;
  private final DataSourceCodec codec;
  private final WriteLock writing;
  private final String transactionalId = "sluice-datasources-" + UUID.randomUUID();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Producer<String, byte[]> producer;

  DataSourceLog(KafkaClients kafka, DataSourceCodec codec, WriteLock writing) {
    this.writing = writing;
    this.kafka = kafka;
    this.codec = codec;
  }

  /**
   * @param source null to remove it
   * @throws SluiceException KAFKA_UNAVAILABLE, then nothing is written
   */
  void write(String id, @Nullable DataSource source, Envelope envelope, DataSourceEvent event) {
    byte[] value = source == null ? null : codec.write(source);
    var fact = CloudEventCodec.encode(Topics.EVENTS, id, envelope, (Record) event);
    writing.holding(
        () -> commit(List.of(new ProducerRecord<>(Topics.DATA_SOURCES, id, value), fact)));
  }

  /** Says the same in other bytes, which is no event; the caller holds the {@link WriteLock}. */
  void rewrite(String id, byte[] value) {
    commit(List.of(new ProducerRecord<>(Topics.DATA_SOURCES, id, value)));
  }

  private void commit(List<ProducerRecord<String, byte[]>> records) {
    lock.lock();
    try {
      transaction(records);
    } catch (KafkaException e) {
      // Whatever its state is now, a new one under the same id ends the transaction first.
      close();
      throw new SluiceException(
          ErrorCode.KAFKA_UNAVAILABLE, "the data source could not be written", e);
    } finally {
      lock.unlock();
    }
  }

  private void transaction(List<ProducerRecord<String, byte[]>> records) {
    var open = producer;
    if (open == null) {
      open = kafka.transactional(transactionalId);
      producer = open;
      open.initTransactions();
    }
    open.beginTransaction();
    for (var record : records) {
      var _ = open.send(record);
    }
    open.commitTransaction();
  }

  @PreDestroy
  void close() {
    lock.lock();
    try {
      if (producer != null) {
        producer.close(java.time.Duration.ofSeconds(2));
        producer = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
