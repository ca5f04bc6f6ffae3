package io.sluice.connector.full;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Row;
import io.sluice.connector.format.Origin;
import io.sluice.connector.format.RowEncoder;
import io.sluice.connector.position.KeyOrder;
import io.sluice.connector.position.Mark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Reads one chunk under one snapshot, in the order of its keys, and hands it over in batches that
 * end between keys.
 */
final class ChunkReader {
  static final int BATCH_ROWS = 2_000;
  static final int BATCH_BYTES = 1 << 20;

  private final CopyTable table;
  private final String topic;
  private final RowEncoder encoder;
  private final RowPace pace;
  private final BlockingQueue<CopyBatch> out;

  private Mark.Chunk chunk;
  private List<Mark.Segment> before = List.of();
  private String snapshot = "";
  private Origin origin = Origin.snapshot(0, Instant.EPOCH);
  private List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long bytes;
  private long rows;

  ChunkReader(
      CopyTable table,
      String topic,
      RowEncoder encoder,
      RowPace pace,
      BlockingQueue<CopyBatch> out,
      Mark.Chunk chunk) {
    this.table = table;
    this.topic = topic;
    this.encoder = encoder;
    this.pace = pace;
    this.out = out;
    this.chunk = chunk;
  }

  /**
   * Reads from where the chunk is to its end. The connection is the caller's and has no
   * transaction.
   */
  void read(Connection connection) throws SQLException, InterruptedException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    rows = chunk.rows();
    before = chunk.segments();
    takeSnapshot(connection);
    String query = table.query(chunk.reached(), chunk.high());
    CopyOut copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY (" + query + ") TO STDOUT");
    byte[] lastKey = null;
    int columns = table.schema().columns().size();
    for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
      byte[][] values = CopyText.values(line, columns);
      byte[] key = table.keyIndex() < 0 ? null : values[table.keyIndex()];
      if (isFull() && lastKey != null && !Arrays.equals(key, lastKey)) {
        hand(progress(lastKey));
      } else if (isFull() && records.size() >= 4 * BATCH_ROWS) {
        hand(null);
      }
      add(new Row(values));
      lastKey = key;
    }
    connection.commit();
    chunk = done();
    hand(chunk);
  }

  private void takeSnapshot(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result =
            statement.executeQuery(
                """
                SELECT pg_current_snapshot()::text,
                  (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint,
                  (extract(epoch from clock_timestamp()) * 1000)::bigint
                """)) {
      result.next();
      snapshot = result.getString(1);
      origin = Origin.snapshot(result.getLong(2), Instant.ofEpochMilli(result.getLong(3)));
    }
  }

  private void add(Row row) {
    byte[] key = encoder.key(row);
    byte[] value = encoder.value(RowEncoder.Kind.READ, null, row, origin, 0);
    records.add(new ProducerRecord<>(topic, null, origin.time().toEpochMilli(), key, value));
    bytes += key.length + value.length;
    rows++;
  }

  private boolean isFull() {
    return records.size() >= BATCH_ROWS || bytes >= BATCH_BYTES;
  }

  private void hand(Mark.@Nullable Chunk reached) throws InterruptedException {
    pace.take(records.size());
    out.put(new CopyBatch(table, records, bytes, chunk.key(), reached));
    records = new ArrayList<>(BATCH_ROWS);
    bytes = 0;
  }

  private Mark.@Nullable Chunk progress(byte[] through) {
    if (table.order() == KeyOrder.NONE) {
      return null;
    }
    return with(new String(through, UTF_8), false);
  }

  private Mark.Chunk done() {
    return with(chunk.high(), true);
  }

  private Mark.Chunk with(@Nullable String through, boolean done) {
    var segments = new ArrayList<>(before);
    segments.add(new Mark.Segment(through, snapshot, origin.position()));
    return new Mark.Chunk(
        chunk.epoch(),
        chunk.table(),
        chunk.number(),
        chunk.keyColumn(),
        chunk.order(),
        chunk.low(),
        chunk.high(),
        segments,
        rows,
        done);
  }
}
