package io.sluice.connector.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.change.Row;
import io.sluice.change.TableSchema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's JSON envelope without schemas, as its PostgreSQL connector writes it with {@code
 * decimal.handling.mode=string} and everything else by default.
 */
final class DebeziumFormat implements RecordFormat {
  private final SourceName name;

  DebeziumFormat(SourceName name) {
    this.name = name;
  }

  @Override
  public RowEncoder compile(TableSchema table, @Nullable List<String> columns) {
    return new Encoder(table, columns, name);
  }

  private static final class Encoder implements RowEncoder {
    private static final byte[] BEFORE = "{\"before\":".getBytes(US_ASCII);
    private static final byte[] AFTER = ",\"after\":".getBytes(US_ASCII);
    private static final byte[] TS_MS = "\"ts_ms\":".getBytes(US_ASCII);
    private static final byte[] TS_US = ",\"ts_us\":".getBytes(US_ASCII);
    private static final byte[] TS_NS = ",\"ts_ns\":".getBytes(US_ASCII);
    private static final byte[] SNAPSHOT_TRUE = ",\"snapshot\":\"true\"".getBytes(US_ASCII);
    private static final byte[] SNAPSHOT_FALSE = ",\"snapshot\":\"false\"".getBytes(US_ASCII);
    private static final byte[] SEQUENCE = ",\"sequence\":\"[\\\"".getBytes(US_ASCII);
    private static final byte[] SEQUENCE_MIDDLE = "\\\",\\\"".getBytes(US_ASCII);
    private static final byte[] SEQUENCE_END = "\\\"]\"".getBytes(US_ASCII);
    private static final byte[] TRANSACTION = ",\"txId\":".getBytes(US_ASCII);
    private static final byte[] LSN = ",\"lsn\":".getBytes(US_ASCII);
    private static final byte[] SOURCE_END =
        ",\"xmin\":null},\"transaction\":null".getBytes(US_ASCII);
    private static final byte[] OP = ",\"op\":\"".getBytes(US_ASCII);

    private final Column[] columns;
    private final byte[][] unavailable;

    /** Debezium gives null for the columns that the replica identity leaves out. */
    private final byte[][] leftOut;

    private final byte[] sourceStart;
    private final byte[] tablePart;
    private final JsonBytes out = new JsonBytes();

    Encoder(TableSchema table, @Nullable List<String> chosen, SourceName name) {
      columns = Column.of(table, chosen, DebeziumValues::writer);
      unavailable = new byte[columns.length][];
      leftOut = new byte[columns.length][];
      Arrays.fill(leftOut, "null".getBytes(US_ASCII));
      for (int i = 0; i < columns.length; i++) {
        var type = PgType.parse(table.columns().get(columns[i].index()).type());
        unavailable[i] = DebeziumValues.unavailable(type);
      }
      sourceStart =
          new JsonBytes()
              .raw(
                  ",\"source\":{\"version\":\"sluice\",\"connector\":\"postgresql\",\"name\":"
                      .getBytes(US_ASCII))
              .string(name.logical())
              .raw(',')
              .take();
      tablePart =
          new JsonBytes()
              .raw(",\"db\":".getBytes(US_ASCII))
              .string(name.database())
              .raw(",\"schema\":".getBytes(US_ASCII))
              .string(table.schema())
              .raw(",\"table\":".getBytes(US_ASCII))
              .string(table.table())
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
      out.clear().raw(BEFORE);
      writeImage(before, leftOut);
      out.raw(AFTER);
      writeImage(after, unavailable);
      out.raw(sourceStart);
      writeTimes(origin);
      out.raw(origin.isSnapshot() ? SNAPSHOT_TRUE : SNAPSHOT_FALSE).raw(tablePart);
      out.raw(SEQUENCE).number(origin.position()).raw(SEQUENCE_MIDDLE).number(origin.position());
      out.raw(SEQUENCE_END).raw(TRANSACTION);
      if (origin.isSnapshot()) {
        out.nothing();
      } else {
        out.number(origin.transactionId());
      }
      out.raw(LSN).number(origin.position()).raw(SOURCE_END).raw(OP).raw(kind.code());
      out.raw('"').raw(',');
      writeTimes(origin);
      return out.raw('}').take();
    }

    @Override
    public boolean tombstones() {
      return true;
    }

    private void writeImage(@Nullable Row row, byte[][] absent) {
      if (row == null) {
        out.nothing();
        return;
      }
      out.raw('{');
      for (int i = 0; i < columns.length; i++) {
        if (i > 0) {
          out.raw(',');
        }
        if (columns[i].isAbsentIn(row)) {
          out.raw(columns[i].label()).raw(absent[i]);
        } else {
          columns[i].write(row, out);
        }
      }
      out.raw('}');
    }

    private void writeTimes(Origin origin) {
      long seconds = origin.time().getEpochSecond();
      int nanos = origin.time().getNano();
      out.raw(TS_MS).number(seconds * 1_000 + nanos / 1_000_000);
      out.raw(TS_US).number(seconds * 1_000_000 + nanos / 1_000);
      out.raw(TS_NS).number(seconds * 1_000_000_000 + nanos);
    }
  }
}
