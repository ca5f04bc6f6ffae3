package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.contract.SyncOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what records say of rows, in either format. Safe for any thread. */
public final class RecordReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final Set<String> PLACEHOLDERS =
      Stream.of("text", "text[]", "bytea")
          .map(type -> new String(DebeziumValues.unavailable(PgType.parse(type)), US_ASCII))
          .collect(Collectors.toUnmodifiableSet());

  private final boolean debezium;

  public RecordReader(SyncOptions.Format format) {
    this.debezium = format == SyncOptions.Format.DEBEZIUM;
  }

  /** What one record says. */
  public sealed interface Said {
    /**
     * The row is so.
     *
     * @param columns the JSON of each value by its column; without those that the log left out,
     *     which are as they were
     */
    record Written(Map<String, String> columns) implements Said {}

    record Deleted() implements Said {}

    /** So are all rows that stand before it in its partition. */
    record Emptied() implements Said {}
  }

  public Said value(byte @Nullable [] value) {
    if (value == null) {
      return new Said.Deleted();
    }
    JsonNode record = JSON.readTree(value);
    if (record.path("op").asString("").equals("t")) {
      return new Said.Emptied();
    }
    JsonNode after = record.path("after");
    if (!after.isObject()) {
      return new Said.Deleted();
    }
    var columns = new LinkedHashMap<String, String>();
    after.forEachEntry(
        (name, json) -> {
          String text = json.toString();
          if (!debezium || !PLACEHOLDERS.contains(text)) {
            columns.put(name, text);
          }
        });
    return new Said.Written(columns);
  }

  /** The values of a record's key, in the order of these columns. */
  public List<String> key(String key, List<String> columns) {
    JsonNode values = JSON.readTree(key);
    return columns.stream().map(column -> values.path(column).asString()).toList();
  }

  /**
   * Why rows cannot be looked for at the source by the values of their keys; null when they can.
   *
   * @param type of a key column, by its catalog name
   */
  public @Nullable String unreadable(String type) {
    String base = PgType.parse(type).base();
    boolean written =
        switch (base) {
          case "bytea", "timetz" -> true;
          case "timestamp", "timestamptz", "date", "time" ->
              debezium && !base.equals("timestamptz");
          default -> PgType.parse(type).array();
        };
    return written ? "its key has a column of type " + base : null;
  }
}
