package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sluice's own format, the default: flat, typed, and honest about what the log did not carry. */
final class JsonFormat implements RecordFormat {
  @Override
  public RowEncoder compile(TableSchema table, @Nullable List<String> columns) {
    return new Encoder(table, Column.of(table, columns, JsonFormat::writer));
  }

  private static TextToJson writer(PgType type) {
    return switch (type.base()) {
      case "int2", "int4", "int8", "oid" -> JsonValues::asIs;
      case "float4", "float8" -> JsonValues::floating;
      case "bool" -> JsonValues::bool;
      case "json", "jsonb" -> JsonValues::asIs;
      case "bytea" -> JsonValues::base64;
      case "timestamp", "timestamptz" -> JsonValues::timestamp;
      case "timetz" -> JsonValues::zonedTime;
      default -> JsonValues::text;
    };
  }

  private static final class Encoder implements RowEncoder {
    private static final byte[] OP = "{\"op\":\"".getBytes(US_ASCII);
    private static final byte[] KEY = ",\"key\":".getBytes(US_ASCII);
    private static final byte[] BEFORE = ",\"before\":".getBytes(US_ASCII);
    private static final byte[] AFTER = ",\"after\":".getBytes(US_ASCII);
    private static final byte[] ABSENT = ",\"absent\":[".getBytes(US_ASCII);
    private static final byte[] TIME = ",\"ts\":\"".getBytes(US_ASCII);
    private static final byte[] POSITION = "\",\"position\":".getBytes(US_ASCII);
    private static final byte[] TRANSACTION = ",\"tx\":".getBytes(US_ASCII);
    private static final byte[] ID = "{\"id\":".getBytes(US_ASCII);
    private static final byte[] INDEX = ",\"index\":".getBytes(US_ASCII);

    private final Column[] columns;
    private final byte[] tablePart;
    private final JsonBytes out = new JsonBytes();

    Encoder(TableSchema table, Column[] columns) {
      this.columns = columns;
      this.tablePart =
          new JsonBytes()
              .raw("\",\"table\":{\"schema\":".getBytes(US_ASCII))
              .string(table.schema())
              .raw(",\"name\":".getBytes(US_ASCII))
              .string(table.table())
              .raw('}')
              .take();
    }

    @Override
    public byte[] key(Row row) {
      out.clear();
      Column.writeKey(columns, row, out);
      return out.take();
    }

    @Override
    public byte[] value(
        Kind kind, @Nullable Row before, @Nullable Row after, Origin origin, int index) {
      out.clear().raw(OP).raw(kind.code()).raw(tablePart).raw(KEY);
      Row keyed = after != null ? after : before;
      if (keyed == null) {
        out.nothing();
      } else {
        Column.writeKey(columns, keyed, out);
      }
      out.raw(BEFORE);
      Column.writePresent(columns, before, out);
      out.raw(AFTER);
      Column.writePresent(columns, after, out);
      if (after != null) {
        writeAbsent(after);
      }
      out.raw(TIME).raw(origin.isoTime()).raw(POSITION).number(origin.position()).raw(TRANSACTION);
      if (origin.isSnapshot()) {
        out.nothing();
      } else {
        out.raw(ID).number(origin.transactionId()).raw(INDEX).number(index).raw('}');
      }
      return out.raw('}').take();
    }

    @Override
    public boolean tombstones() {
      return false;
    }

    private void writeAbsent(Row after) {
      boolean any = false;
      for (var column : columns) {
        if (column.isAbsentIn(after)) {
          if (any) {
            out.raw(',');
          } else {
            out.raw(ABSENT);
          }
          out.raw(column.name());
          any = true;
        }
      }
      if (any) {
        out.raw(']');
      }
    }
  }
}
