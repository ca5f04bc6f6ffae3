package io.sluice.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user of the topics, from the first record on: committed records only, and every rule that the
 * documentation gives is held against what comes. Safe for any thread.
 */
final class TopicReader implements AutoCloseable {
  private final JsonMapper json = JsonMapper.builder().build();
  private final Map<String, Object> settings;
  private final String prefix;
  private final Thread thread;
  private volatile boolean stopping;

  /** By topic and partition: truncation empties one partition after the other. */
  private final Map<TopicPartition, Map<String, Row>> rows = new HashMap<>();

  private final Set<String> seen = new HashSet<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<Long, Set<Long>> indexes = new HashMap<>();
  private final Map<Long, long[]> ends = new HashMap<>();
  private final Set<Long> journal = new HashSet<>();
  private long copiedUntil;
  private long copied;
  private long records;
  private long duplicated;
  private long reordered;
  private @Nullable String example;

  private record Row(long version, @Nullable String body) {}

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
            take(message);
          }
        } catch (RetriableException e) {
          // The broker is away; nothing can be missed by asking again.
          Thread.onSpinWait();
        } catch (KafkaException e) {
          note("the topics could not be read: " + e);
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

  private synchronized void take(ConsumerRecord<String, String> message) {
    records++;
    var table = message.topic().substring(prefix.length());
    var value = json.readTree(message.value());
    var partition = new TopicPartition(message.topic(), message.partition());
    var known = rows.computeIfAbsent(partition, _ -> new HashMap<>());
    var operation = value.path("op").asString();
    var key = message.key();
    if (operation.equals("r")) {
      copied++;
      copiedUntil = Math.max(copiedUntil, value.path("position").asLong());
    } else {
      long transaction = value.path("tx").path("id").asLong();
      long index = value.path("tx").path("index").asLong();
      indexes.computeIfAbsent(transaction, _ -> new HashSet<>()).add(index);
      if (table.equals("journal")) {
        ends.put(transaction, new long[] {value.path("position").asLong(), index});
      }
    }
    if (operation.equals("t")) {
      known.clear();
      return;
    }
    if (!seen.add(table + key + operation + value.path("tx"))) {
      duplicated++;
      note("twice in " + table + ": " + operation + " " + key + " " + value.path("tx"));
    }
    if (operation.equals("d")) {
      known.remove(key);
      return;
    }
    var after = value.path("after");
    if (table.equals("journal")) {
      journal.add(after.path("id").asLong());
    }
    long version = after.path("version").asLong(0);
    if (version < versions.getOrDefault(table + key, Long.MIN_VALUE)) {
      reordered++;
      note("an older version in " + table + ": " + key + " " + value.path("tx"));
    }
    versions.put(table + key, version);
    known.put(key, new Row(version, body(value, after, known.get(key))));
  }

  /** A value that the log left out is the one that was there. */
  private static @Nullable String body(JsonNode value, JsonNode after, @Nullable Row before) {
    for (JsonNode absent : value.path("absent")) {
      if (absent.asString().equals("body")) {
        return before == null ? "never seen" : before.body();
      }
    }
    var body = after.path("body");
    return body.isNull() || body.isMissingNode() ? null : body.asString();
  }

  private synchronized void note(String what) {
    if (example == null) {
      example = what;
    }
  }

  synchronized boolean hasMark(long id) {
    return journal.contains(id);
  }

  /** Rows that came from a copy and not from the log. */
  synchronized long copied() {
    return copied;
  }

  synchronized long records() {
    return records;
  }

  synchronized long duplicated() {
    return duplicated;
  }

  synchronized long reordered() {
    return reordered;
  }

  /** The first thing that was not right. */
  synchronized @Nullable String example() {
    return example;
  }

  /** Changes of transactions that have ended and that began after the copy, which did not come. */
  synchronized long missing() {
    long missing = 0;
    for (var end : ends.entrySet()) {
      long[] last = end.getValue();
      if (last[0] > copiedUntil) {
        missing += last[1] + 1 - indexes.getOrDefault(end.getKey(), Set.of()).size();
      }
    }
    if (missing != 0) {
      note(missing + " changes of complete transactions are missing");
    }
    return missing;
  }

  /** What a table holds for a reader of its topic: a line a row, in the order of their keys. */
  synchronized Map<String, String> content(String table) {
    var content = new TreeMap<String, String>();
    rows.forEach(
        (partition, known) -> {
          if (partition.topic().equals(prefix + table)) {
            known.forEach(
                (key, row) ->
                    content.put(
                        json.readTree(key).path("id").asString(),
                        row.version() + " " + row.body()));
          }
        });
    return content;
  }

  List<String> topics() {
    return Workload.TABLES.stream().map(table -> prefix + table).toList();
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join();
  }
}
