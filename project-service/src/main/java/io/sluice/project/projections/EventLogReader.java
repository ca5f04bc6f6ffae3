package io.sluice.project.projections;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings what is in the event log to the projections, a batch of one partition per transaction. The
 * offset is kept in the database alone; what the consumer group remembers is not looked at.
 *
 * <p>Two readers of one partition, as when this process was thought dead, do no harm: the offset
 * moves only from where this reader left it, and the one who is late starts again from the stored
 * one.
 */
final class EventLogReader
    implements BatchConsumerAwareMessageListener<String, byte[]>, ConsumerAwareRebalanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(EventLogReader.class);

  private final List<Projection> projections;
  private final ProjectionOffsets offsets;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  // Touched by the consumer's thread alone.
  private final Map<TopicPartition, Long> next = new HashMap<>();

  EventLogReader(
      List<Projection> projections,
      ProjectionOffsets offsets,
      TransactionTemplate transaction,
      JdbcClient jdbc) {
    this.projections = projections;
    this.offsets = offsets;
    this.transaction = transaction;
    this.jdbc = jdbc;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
    assigned.forEach(partition -> seek(consumer, partition));
  }

  @Override
  public void onPartitionsRevokedAfterCommit(
      Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
    revoked.forEach(next::remove);
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
    lost.forEach(next::remove);
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<String, byte[]>> batch, @Nullable Consumer<?, ?> reader) {
    Consumer<?, ?> consumer = Objects.requireNonNull(reader);
    var byPartition = new HashMap<TopicPartition, List<ConsumerRecord<String, byte[]>>>();
    for (var record : batch) {
      var partition = new TopicPartition(record.topic(), record.partition());
      // A batch that is delivered again after a fault holds what is done already.
      if (record.offset() >= next.getOrDefault(partition, 0L)) {
        byPartition.computeIfAbsent(partition, _ -> new java.util.ArrayList<>()).add(record);
      }
    }
    byPartition.forEach((partition, records) -> project(partition, records, consumer));
  }

  private void project(
      TopicPartition partition,
      List<ConsumerRecord<String, byte[]>> records,
      Consumer<?, ?> consumer) {
    long from = next.getOrDefault(partition, 0L);
    long to = records.getLast().offset() + 1;
    boolean kept;
    try {
      kept = write(partition, records, from, to);
    } catch (RuntimeException e) {
      if (isTransient(e)) {
        throw e;
      }
      if (records.size() > 1) {
        records.forEach(record -> project(partition, List.of(record), consumer));
        return;
      }
      LOG.error("The event at {} offset {} fits no row and is passed over", partition, to - 1, e);
      kept = write(partition, List.of(), from, to);
    }
    if (kept) {
      next.put(partition, to);
    } else {
      LOG.info("Another instance has projected {} meanwhile", partition);
      seek(consumer, partition);
    }
  }

  /** What the database cannot do now is tried until it can; what never fits must not block. */
  private static boolean isTransient(RuntimeException e) {
    return !(e instanceof DataIntegrityViolationException)
        && (e instanceof DataAccessException || e instanceof TransactionException);
  }

  private boolean write(
      TopicPartition partition, List<ConsumerRecord<String, byte[]>> records, long from, long to) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              if (!offsets.move(partition, from, to)) {
                status.setRollbackOnly();
                return false;
              }
              for (var record : records) {
                apply(FactReader.read(record));
              }
              jdbc.sql("select pg_notify(?, '')").param(Changes.CHANNEL).query().singleValue();
              return true;
            }));
  }

  private void apply(@Nullable Fact fact) {
    if (fact != null) {
      projections.forEach(projection -> projection.apply(fact));
    }
  }

  private void seek(Consumer<?, ?> consumer, TopicPartition partition) {
    long stored = offsets.next(partition);
    consumer.seek(partition, stored);
    next.put(partition, stored);
  }
}
