package io.sluice.change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns log entries and table schemas into bytes and back. The format is described at the package.
 * Stateless; safe for any thread.
 */
public final class ChangeCodec {
  static final int SLICE = 0x11;
  static final int HEARTBEAT = 0x12;
  static final int SCHEMA_1 = 0x13;
  static final int SCHEMA = 0x23;

  static final int LAST = 1;

  static final int HAS_BEFORE = 1 << 2;
  static final int HAS_AFTER = 1 << 3;
  static final int SAME_TABLE = 1 << 4;

  static final int IS_NULL = 1;
  static final int IS_ABSENT = 2;

  static final int NULLABLE = 1;
  static final int KEY = 2;

  private static final Change.Operation[] OPERATIONS = Change.Operation.values();
  private static final long MICROS = 1_000_000;

  private ChangeCodec() {}

  /** Time is kept to the microsecond. */
  public static byte[] encode(LogEntry entry) {
    return switch (entry) {
      case LogEntry.Slice slice -> {
        var encoder = new SliceEncoder();
        encoder.begin(
            slice.transactionId(), slice.commitPosition(), slice.time(), slice.firstIndex());
        slice.changes().forEach(encoder::add);
        yield encoder.finish(slice.last() ? SliceEncoder.End.LAST : SliceEncoder.End.MORE);
      }
      case LogEntry.Heartbeat heartbeat -> {
        var sink = new ByteSink(24);
        sink.put(HEARTBEAT);
        sink.putVarint(heartbeat.position());
        sink.putZigzag(micros(heartbeat.time()));
        yield sink.toBytes();
      }
    };
  }

  /**
   * @param schemas finds a table schema by id; it is asked once for each run of changes of one
   *     table
   * @throws UnreadableException when the bytes are not in the format
   */
  public static LogEntry decode(byte[] bytes, IntFunction<TableSchema> schemas) {
    var source = new ByteSource(bytes);
    return switch (source.next()) {
      case SLICE -> slice(source, schemas);
      case HEARTBEAT -> new LogEntry.Heartbeat(source.varint(), instant(source.zigzag()));
      default -> throw new UnreadableException("not a log entry of a known version");
    };
  }

  /**
   * When an encoded entry was committed at the source, without reading the rest of it.
   *
   * @throws UnreadableException when the bytes are not in the format
   */
  public static Instant time(byte[] bytes) {
    var source = new ByteSource(bytes);
    switch (source.next()) {
      case SLICE -> {
        source.next();
        source.varint();
        source.varint();
      }
      case HEARTBEAT -> source.varint();
      default -> throw new UnreadableException("not a log entry of a known version");
    }
    return instant(source.zigzag());
  }

  public static byte[] encode(TableSchema schema) {
    var sink = new ByteSink(64 + 32 * schema.columns().size());
    sink.put(SCHEMA);
    sink.putVarint(schema.id());
    sink.putText(schema.schema());
    sink.putText(schema.table());
    sink.putVarint(schema.columns().size());
    for (var column : schema.columns()) {
      sink.putText(column.name());
      sink.putText(column.type());
      sink.put((column.nullable() ? NULLABLE : 0) | (column.key() ? KEY : 0));
      sink.putVarint(column.number());
    }
    return sink.toBytes();
  }

  /**
   * @throws UnreadableException when the bytes are not in the format
   */
  public static TableSchema decodeSchema(byte[] bytes) {
    var source = new ByteSource(bytes);
    int version = source.next();
    if (version != SCHEMA && version != SCHEMA_1) {
      throw new UnreadableException("not a table schema of a known version");
    }
    int id = source.varint32();
    String schema = source.text();
    String table = source.text();
    int count = source.varint32();
    var columns = new ArrayList<ColumnSchema>(Math.min(count, 1600));
    for (int i = 0; i < count; i++) {
      String name = source.text();
      String type = source.text();
      int flags = source.next();
      int number = version == SCHEMA ? source.varint32() : ColumnSchema.UNNUMBERED;
      columns.add(
          new ColumnSchema(name, type, (flags & NULLABLE) != 0, (flags & KEY) != 0, number));
    }
    return new TableSchema(id, schema, table, columns);
  }

  static long micros(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS), time.getNano() / 1_000);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
  }

  private static LogEntry.Slice slice(ByteSource source, IntFunction<TableSchema> schemas) {
    int flags = source.next();
    long transactionId = source.varint();
    long commitPosition = source.varint();
    Instant time = instant(source.zigzag());
    int firstIndex = source.varint32();
    List<Change> changes = new ArrayList<>();
    TableSchema table = null;
    while (source.hasMore()) {
      int head = source.next();
      if ((head & SAME_TABLE) == 0) {
        table = schemas.apply(source.varint32());
      }
      if (table == null) {
        throw new UnreadableException("a change has no table");
      }
      int width = table.columns().size();
      Row before = (head & HAS_BEFORE) == 0 ? null : row(source, width);
      Row after = (head & HAS_AFTER) == 0 ? null : row(source, width);
      changes.add(new Change(OPERATIONS[head & 3], table, before, after));
    }
    return new LogEntry.Slice(
        transactionId, commitPosition, time, firstIndex, (flags & LAST) != 0, changes);
  }

  private static Row row(ByteSource source, int width) {
    int marks = source.skip((width + 3) >> 2);
    var values = new byte @Nullable [width][];
    for (int i = 0; i < width; i++) {
      values[i] =
          switch ((source.peek(marks + (i >> 2)) >> ((i & 3) << 1)) & 3) {
            case 0 -> source.bytes();
            case IS_NULL -> null;
            case IS_ABSENT -> Row.ABSENT;
            default -> throw new UnreadableException("a value has an unknown mark");
          };
    }
    return new Row(values);
  }
}
