package io.sluice.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the documentation promises of a topic's records, held against what comes: nothing twice,
 * versions of a key only rise, no change of a complete transaction is missing. Safe for any thread.
 */
final class TopicRules {
  private final JsonMapper json = JsonMapper.builder().build();

  /** By topic and partition: truncation empties one partition after the other. */
  private final Map<Partition, Map<String, Row>> rows = new HashMap<>();

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

  private record Partition(String table, int number) {}

  private record Row(long version, @Nullable String body) {}

  /** Takes the next record of a partition of a table's topic. */
  synchronized void take(String table, int number, String key, String text) {
    records++;
    var value = json.readTree(text);
    var partition = new Partition(table, number);
    var known = rows.computeIfAbsent(partition, _ -> new HashMap<>());
    var operation = value.path("op").asString();
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

  synchronized void note(String what) {
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
          if (partition.table().equals(table)) {
            known.forEach(
                (key, row) ->
                    content.put(
                        json.readTree(key).path("id").asString(),
                        row.version() + " " + row.body()));
          }
        });
    return content;
  }
}
