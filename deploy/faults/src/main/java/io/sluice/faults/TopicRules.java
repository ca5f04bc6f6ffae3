package io.sluice.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
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

  private final Map<Long, Transaction> transactions = new HashMap<>();
  private final BitSet journal = new BitSet();
  private long copiedUntil;
  private long copied;
  private long records;
  private long duplicated;
  private long reordered;
  private @Nullable String example;

  private record Partition(String table, int number) {}

  /** What came of one; bits, because there are as many as the source had changes. */
  private static final class Transaction {
    private final BitSet indexes = new BitSet();
    private final BitSet writes = new BitSet();
    private final BitSet deletes = new BitSet();
    private long position;

    /** Index of its last change; -1 until that has come. */
    private int last = -1;
  }

  /**
   * What was last known of a key.
   *
   * @param body digest of the large value: the values of a million rows do not fit this process
   * @param there false once it was deleted; its version still counts
   * @param copied whether a copy has brought it
   */
  record Row(long version, long body, boolean there, boolean copied) {
    private Row gone() {
      return new Row(version, body, false, copied);
    }

    /** As {@link Comparison#topics} has the source say it. */
    @Override
    public String toString() {
      return version + " " + (body == 0 ? "null" : String.format("%016x", body));
    }
  }

  /** Takes the next record of a partition of a table's topic. */
  synchronized void take(String table, int number, @Nullable String key, String text) {
    records++;
    var value = json.readTree(text);
    var known = rows.computeIfAbsent(new Partition(table, number), _ -> new HashMap<>());
    var operation = value.path("op").asString();
    if (operation.equals("t")) {
      loggedAgain(table, operation, value);
      known.replaceAll((_, row) -> row.gone());
      return;
    }
    var id = json.readTree(Objects.requireNonNull(key)).path("id").asString();
    var before = known.get(id);
    boolean again =
        operation.equals("r") ? copiedAgain(value, before) : loggedAgain(table, operation, value);
    if (again) {
      duplicated++;
      note("twice in " + table + ": " + operation + " " + key + " " + value.path("tx"));
    }
    if (operation.equals("d")) {
      known.computeIfPresent(id, (_, row) -> row.gone());
      return;
    }
    var after = value.path("after");
    if (table.equals("journal")) {
      journal.set(after.path("id").asInt());
    }
    long version = after.path("version").asLong(0);
    if (before != null && version < before.version()) {
      reordered++;
      note("an older version in " + table + ": " + key + " " + value.path("tx"));
    }
    boolean copied = operation.equals("r") || (before != null && before.copied());
    known.put(id, new Row(version, body(value, after, before), true, copied));
  }

  private boolean copiedAgain(JsonNode value, @Nullable Row before) {
    copied++;
    copiedUntil = Math.max(copiedUntil, value.path("position").asLong());
    return before != null && before.copied();
  }

  private boolean loggedAgain(String table, String operation, JsonNode value) {
    var transaction =
        transactions.computeIfAbsent(value.path("tx").path("id").asLong(), _ -> new Transaction());
    int index = value.path("tx").path("index").asInt();
    transaction.indexes.set(index);
    if (table.equals("journal")) {
      transaction.position = value.path("position").asLong();
      transaction.last = index;
    }
    // A row that moves to another key is a deletion and a creation under one index.
    var seen = operation.equals("d") ? transaction.deletes : transaction.writes;
    boolean again = seen.get(index);
    seen.set(index);
    return again;
  }

  /** A value that the log left out is the one that was there. */
  private static long body(JsonNode value, JsonNode after, @Nullable Row before) {
    for (JsonNode absent : value.path("absent")) {
      if (absent.asString().equals("body")) {
        return before == null || !before.there() ? -1 : before.body();
      }
    }
    var body = after.path("body");
    return body.isNull() || body.isMissingNode() ? 0 : digest(body.asString());
  }

  /** The first half of PostgreSQL's {@code md5}. */
  static long digest(String text) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized void note(String what) {
    if (example == null) {
      example = what;
    }
  }

  synchronized boolean hasMark(long id) {
    return journal.get(Math.toIntExact(id));
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
    for (var transaction : transactions.values()) {
      if (transaction.last >= 0 && transaction.position > copiedUntil) {
        missing += transaction.last + 1 - transaction.indexes.cardinality();
      }
    }
    if (missing != 0) {
      note(missing + " changes of complete transactions are missing");
    }
    return missing;
  }

  /** What a table holds for a reader of its topic, in the order of the keys. */
  synchronized SortedMap<String, Row> content(String table) {
    var content = new TreeMap<String, Row>();
    rows.forEach(
        (partition, known) -> {
          if (partition.table().equals(table)) {
            known.forEach(
                (id, row) -> {
                  if (row.there()) {
                    content.put(id, row);
                  }
                });
          }
        });
    return content;
  }
}
