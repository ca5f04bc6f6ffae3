package io.sluice.aggregate;

import io.sluice.failpoint.Failpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that everything goes through: events, states and the offset of the command
 * that led to them, all or nothing. One for each partition that is owned; opening it fences the
 * owner before.
 */
public final class EventLog implements AutoCloseable {
  /** A command's place; committed together with what it led to. */
  record Input(TopicPartition partition, long offset, ConsumerGroupMetadata group) {}

  private final Producer<String, byte[]> producer;

  public EventLog(Producer<String, byte[]> producer) {
    this.producer = producer;
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * @throws KafkaException when it is not certain that all is committed; this log is of no use
   *     afterwards
   */
  void commit(List<ProducerRecord<String, byte[]>> records, @Nullable Input input) {
    try {
      producer.beginTransaction();
      for (var record : records) {
        var _ = producer.send(record);
      }
      if (input != null) {
        producer.sendOffsetsToTransaction(
            Map.of(input.partition(), new OffsetAndMetadata(input.offset() + 1)), input.group());
      }
      Failpoint.reached("kernel.uncommitted");
      producer.commitTransaction();
      // Recorded, and nothing done about it yet.
      Failpoint.reached("kernel.committed");
    } catch (RuntimeException e) {
      abort(e);
      throw e instanceof KafkaException failed ? failed : new KafkaException(e);
    }
  }

  private void abort(RuntimeException why) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      // Fenced, or the outcome is unknown: the next owner's initTransactions settles it.
      why.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
