package io.sluice.change;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Entries of every shape that the format knows. */
final class RandomEntries {
  private final Random random;

  RandomEntries(Random random) {
    this.random = random;
  }

  TableSchema schema(int id) {
    var columns = new ArrayList<ColumnSchema>();
    int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      columns.add(
          new ColumnSchema(
              text() + i,
              text(),
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextInt(2) * random.nextInt(2000)));
    }
    return new TableSchema(id, text(), text(), columns);
  }

  LogEntry entry(List<TableSchema> schemas) {
    if (random.nextInt(8) == 0) {
      return new LogEntry.Heartbeat(random.nextLong() >>> random.nextInt(64), time());
    }
    var changes = new ArrayList<Change>();
    for (int i = random.nextInt(30); i > 0; i--) {
      var table = schemas.get(random.nextInt(schemas.size()));
      var operation = Change.Operation.values()[random.nextInt(4)];
      changes.add(new Change(operation, table, row(table), row(table)));
    }
    return new LogEntry.Slice(
        random.nextInt() & 0xFFFF_FFFFL,
        random.nextLong() >>> (1 + random.nextInt(60)),
        time(),
        random.nextInt() >>> (1 + random.nextInt(30)),
        random.nextBoolean(),
        changes);
  }

  private @Nullable Row row(TableSchema table) {
    if (random.nextInt(3) == 0) {
      return null;
    }
    var values = new byte @Nullable [table.columns().size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> Row.ABSENT;
            default -> value();
          };
    }
    return new Row(values);
  }

  private byte[] value() {
    var value = new byte[random.nextInt(20) == 0 ? random.nextInt(70_000) : random.nextInt(40)];
    random.nextBytes(value);
    return value;
  }

  private String text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint("aZ_\"$é漢😀 ".codePointAt(random.nextInt(8)));
    }
    // A code point taken from the middle of a pair cannot be encoded.
    return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private Instant time() {
    long micros = random.nextLong() >> (8 + random.nextInt(20));
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
