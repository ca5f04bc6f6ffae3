package io.sluice.connector.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.compare.Row;
import io.sluice.connector.format.RecordReader;
import io.sluice.connector.format.RecordReader.Said;
import io.sluice.connector.position.DestinationFailure;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * What the last record of each key says, in a file: a topic may have more keys than fit memory. For
 * one thread at a time.
 */
final class TopicState implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int CACHE_MEGABYTES = 16;
  private static final byte[] GONE = new byte[0];

  private final MVStore store;
  private final MVMap<String, byte[]> rows;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordReader reader;
  private final List<String> columns;

  /** Offset of the last record by which a partition was emptied. */
  private final Map<Integer, Long> emptied = new HashMap<>();

  private boolean whole;

  /**
   * @param cluster bootstrap.servers and security of the destination
   * @param columns that are looked at
   */
  TopicState(
      Path file,
      Map<String, Object> cluster,
      String topic,
      RecordReader reader,
      List<String> columns) {
    this.store = new MVStore.Builder().fileName(file.toString()).cacheSize(CACHE_MEGABYTES).open();
    this.rows = store.openMap("rows");
    this.reader = reader;
    this.columns = columns;
    var settings = new HashMap<>(cluster);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    this.consumer = new KafkaConsumer<>(settings);
    try {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (KafkaException e) {
      close();
      throw DestinationFailure.of(e);
    }
  }

  /** Whether records have been removed from the topic's beginning. */
  boolean hasExpired() {
    return consumer.beginningOffsets(consumer.assignment()).values().stream()
        .anyMatch(offset -> offset > 0);
  }

  /**
   * Reads what was committed until now; at first of all keys, then of those that are in question.
   */
  void advance(BooleanSupplier stopping) {
    try {
      var end = consumer.endOffsets(consumer.assignment());
      while (!stopping.getAsBoolean()
          && end.entrySet().stream()
              .anyMatch(one -> consumer.position(one.getKey()) < one.getValue())) {
        consumer.poll(POLL).forEach(this::take);
      }
      whole = true;
    } catch (KafkaException e) {
      throw DestinationFailure.of(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Said said = reader.value(record.value());
    if (said instanceof Said.Emptied) {
      emptied.put(record.partition(), record.offset());
      return;
    }
    String key = new String(record.key(), UTF_8);
    if (whole && !rows.containsKey(key)) {
      return;
    }
    if (said instanceof Said.Written(var values)) {
      rows.put(key, state(record, values, there(key)));
    } else if (whole) {
      rows.put(key, GONE);
    } else {
      rows.remove(key);
    }
  }

  private byte[] state(
      ConsumerRecord<byte[], byte[]> record, Map<String, String> values, byte @Nullable [] before) {
    var state = ByteBuffer.allocate(12 + 8 * columns.size());
    state.putInt(record.partition()).putLong(record.offset());
    for (int i = 0; i < columns.size(); i++) {
      String value = values.get(columns.get(i));
      if (value != null) {
        state.putLong(Digests.of(value));
      } else {
        state.putLong(
            before == null ? Digests.UNKNOWN : ByteBuffer.wrap(before).getLong(12 + 8 * i));
      }
    }
    return state.array();
  }

  /** Null when the topic has no such row. */
  private byte @Nullable [] there(String key) {
    byte[] state = rows.get(key);
    if (state == null || state.length == 0) {
      return null;
    }
    var buffer = ByteBuffer.wrap(state);
    return buffer.getLong(4) < emptied.getOrDefault(buffer.getInt(0), -1L) ? null : state;
  }

  /** Digests of the columns; null when the topic has no such row. */
  long @Nullable [] digests(String key) {
    byte[] state = there(key);
    if (state == null) {
      return null;
    }
    var digests = new long[columns.size()];
    for (int i = 0; i < digests.length; i++) {
      digests[i] = ByteBuffer.wrap(state).getLong(12 + 8 * i);
    }
    return digests;
  }

  /**
   * @param known digests that the source has: no record may say what a column is that never changed
   */
  Row row(String key, long @Nullable [] known) {
    byte[] state = there(key);
    long[] digests = digests(key);
    if (state == null || digests == null) {
      return Row.ABSENT;
    }
    var buffer = ByteBuffer.wrap(state);
    return new Row(Digests.text(digests, known), buffer.getInt(0) + "." + buffer.getLong(4));
  }

  /** It is in question from now on. */
  void keep(String key) {
    rows.putIfAbsent(key, GONE);
  }

  /** It is not in question. */
  void drop(String key) {
    rows.remove(key);
  }

  /** The next keys that are in question, after this one; rows that nobody has are none. */
  List<String> after(@Nullable String key, int most) {
    var keys = new ArrayList<String>();
    var iterator = rows.keyIterator(key);
    while (iterator.hasNext() && keys.size() < most) {
      String next = iterator.next();
      if (!next.equals(key)) {
        keys.add(next);
      }
    }
    return keys;
  }

  @Override
  public void close() {
    consumer.close();
    store.closeImmediately();
  }
}
