package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's view of the registered data sources, kept up to date from {@code sluice.datasources}
 * by a thread of its own between {@link #start} and {@link #close}. Safe for any thread.
 */
public final class DataSources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataSources.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofSeconds(1);

  /** A registered one, or why it cannot be used. */
  private record Entry(@Nullable DataSource source, @Nullable SluiceException fault) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Entry> entries = new HashMap<>();
  private final @Nullable DataSourceCodec codec;
  private final Map<String, Object> kafka;
  private @Nullable KafkaConsumer<String, byte[]> consumer;
  private @Nullable Thread thread;
  private volatile boolean closed;

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public DataSources(Map<String, Object> kafka, SealingKey key) {
    this(kafka, new DataSourceCodec(key));
  }

  private DataSources(Map<String, Object> kafka, @Nullable DataSourceCodec codec) {
    this.kafka = Map.copyOf(kafka);
    this.codec = codec;
  }

  /** A view of these and no others, which needs no Kafka and no start. */
  public static DataSources of(DataSource... sources) {
    var fixed = new DataSources(Map.of(), (DataSourceCodec) null);
    for (DataSource source : sources) {
      fixed.entries.put(source.id(), new Entry(source, null));
    }
    return fixed;
  }

  /** Begins to follow the topic, which has to exist. */
  public void start() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "sluice-data-sources");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    var made = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    consumer = made;
    thread = Thread.ofPlatform().daemon().name("data-sources").start(() -> follow(made));
  }

  @Override
  public void close() {
    closed = true;
    if (consumer != null) {
      consumer.wakeup();
    }
    if (thread != null) {
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The data source as far as this view knows now. */
  public Optional<DataSource> find(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(id)).map(Entry::source);
    } finally {
      lock.unlock();
    }
  }

  /** All that this view knows now, in no particular order. */
  public List<DataSource> all() {
    lock.lock();
    try {
      return entries.values().stream()
          .flatMap(entry -> Optional.ofNullable(entry.source()).stream())
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits up to three seconds for one that has just been registered.
   *
   * @throws SluiceException UNKNOWN_ID when there is none, INVALID_INPUT when it is of another kind
   *     or its password cannot be opened here
   */
  public <T extends DataSource> T require(String id, Class<T> kind) {
    Entry entry = await(id);
    if (entry == null) {
      throw new SluiceException(ErrorCode.UNKNOWN_ID, "there is no data source " + id);
    }
    if (entry.fault() != null) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, "data source " + id + ": " + entry.fault().failure().detail());
    }
    if (!kind.isInstance(entry.source())) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "data source " + id + " is not of the kind " + kind.getSimpleName());
    }
    return kind.cast(entry.source());
  }

  private @Nullable Entry await(String id) {
    lock.lock();
    try {
      long left = thread == null ? 0 : PATIENCE.toNanos();
      while (!entries.containsKey(id) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return entries.get(id);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return entries.get(id);
    } finally {
      lock.unlock();
    }
  }

  private void follow(KafkaConsumer<String, byte[]> from) {
    try (from) {
      while (!closed) {
        try {
          if (from.assignment().isEmpty()) {
            assignAll(from);
          }
          from.poll(POLL).forEach(this::take);
        } catch (WakeupException e) {
          LOG.debug("Woken to close");
        } catch (KafkaException e) {
          LOG.warn("The data sources cannot be read now: {}", e.getMessage());
          LockSupport.parkNanos(POLL.toNanos());
        } catch (RuntimeException e) {
          // A bug, met at one record: the view goes on with the next.
          LOG.error("A data source could not be taken", e);
        }
      }
    }
  }

  private static void assignAll(KafkaConsumer<String, byte[]> from) {
    List<TopicPartition> partitions =
        from.partitionsFor(Topics.DATA_SOURCES).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("there is no topic " + Topics.DATA_SOURCES);
    }
    from.assign(partitions);
    from.seekToBeginning(partitions);
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    Entry entry = record.value() == null ? null : read(record.key(), record.value());
    lock.lock();
    try {
      if (entry == null) {
        entries.remove(record.key());
      } else {
        entries.put(record.key(), entry);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Entry read(String id, byte[] value) {
    if (codec == null) {
      throw new IllegalStateException("a fixed view reads nothing");
    }
    try {
      DataSource source = codec.read(value);
      if (!source.id().equals(id)) {
        throw new SluiceException(ErrorCode.INVALID_INPUT, "the record is of another data source");
      }
      return new Entry(source, null);
    } catch (SluiceException e) {
      LOG.warn("Data source {} cannot be used: {}", id, e.failure().detail());
      return new Entry(null, e);
    }
  }
}
