package io.sluice.storelog;

import io.sluice.change.ChangeCodec;
import io.sluice.change.TableSchema;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The table schemas of one Store, read from the topic that holds those of all Stores. */
final class SchemaReader implements AutoCloseable {
  private static final TopicPartition TOPIC = new TopicPartition(Topics.STORE_SCHEMAS, 0);
  private static final Duration SLICE = Duration.ofMillis(100);

  /**
   * A schema is committed together with the first change that needs it, but on another partition:
   * it may become visible a moment later.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> kafka;
  private final String prefix;
  private final Map<Integer, TableSchema> known = new TreeMap<>();
  private @Nullable Consumer<String, byte[]> consumer;

  SchemaReader(Map<String, Object> kafka, String storeId) {
    this.kafka = kafka;
    this.prefix = storeId + "/";
  }

  static String key(String storeId, int id) {
    return storeId + "/" + id;
  }

  /** Waits until the schema is there. */
  TableSchema require(int id) {
    var schema = known.get(id);
    long start = System.nanoTime();
    while (schema == null) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new SluiceException(
            ErrorCode.KAFKA_UNAVAILABLE, "schema " + prefix + id + " did not come");
      }
      readMore(opened());
      schema = known.get(id);
    }
    return schema;
  }

  /** All that are there now, by id. */
  Map<Integer, TableSchema> all() {
    var opened = opened();
    if (opened.partitionsFor(Topics.STORE_SCHEMAS).isEmpty()) {
      return Map.of();
    }
    long end = opened.endOffsets(List.of(TOPIC)).getOrDefault(TOPIC, 0L);
    while (opened.position(TOPIC) < end) {
      readMore(opened);
    }
    return Collections.unmodifiableMap(known);
  }

  private void readMore(Consumer<String, byte[]> opened) {
    for (var message : opened.poll(SLICE)) {
      if (!message.key().startsWith(prefix)) {
        continue;
      }
      int id = Integer.parseInt(message.key().substring(prefix.length()));
      if (message.value() == null) {
        known.remove(id);
      } else {
        known.put(id, ChangeCodec.decodeSchema(message.value()));
      }
    }
  }

  private Consumer<String, byte[]> opened() {
    if (consumer == null) {
      consumer = LogClients.reader(kafka, null);
      consumer.assign(List.of(TOPIC));
      consumer.seekToBeginning(List.of(TOPIC));
    }
    return consumer;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
