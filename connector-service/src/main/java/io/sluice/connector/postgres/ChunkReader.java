package io.sluice.connector.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.change.Row;
import io.sluice.chunk.CopiedTable;
import io.sluice.chunk.KeyRange;
import io.sluice.chunk.RateLimit;
import io.sluice.connector.format.Origin;
import io.sluice.connector.format.RowEncoder;
import io.sluice.connector.position.PositionRecord;
import io.sluice.postgres.ChunkSnapshot;
import io.sluice.postgres.text.CopyText;
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
public final class ChunkReader {
  static final int BATCH_ROWS = 2_000;
  static final int BATCH_BYTES = 1 << 20;

  private final CopyTable table;
  private final String topic;
  private final RowEncoder encoder;
  private final RateLimit pace;
  private final BlockingQueue<CopyBatch> out;

  private PositionRecord.Chunk chunk;
  private List<CopiedTable.Part> before = List.of();
  private String visible = "";
  private Origin origin = Origin.snapshot(0, Instant.EPOCH);
  private List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private long bytes;
  private long rows;

  public ChunkReader(
      CopyTable table,
      String topic,
      RowEncoder encoder,
      RateLimit pace,
      BlockingQueue<CopyBatch> out,
      PositionRecord.Chunk chunk) {
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
  public void read(Connection connection) throws SQLException, InterruptedException {
    rows = chunk.rows();
    before = chunk.parts();
    var snapshot = ChunkSnapshot.begin(connection, table.name());
    visible = snapshot.visible();
    origin = Origin.snapshot(snapshot.position(), snapshot.time());
    String query = table.query(chunk.reached(), chunk.range().high());
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
        hand(progress(key));
      } else if (records.size() >= 4 * BATCH_ROWS || bytes >= 4 * BATCH_BYTES) {
        hand(null);
      }
      add(new Row(values));
      lastKey = key;
    }
    ChunkSnapshot.end(connection);
    chunk = done();
    hand(chunk);
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

  private void hand(PositionRecord.@Nullable Chunk reached) throws InterruptedException {
    pace.take(records.size());
    out.put(new CopyBatch(table, records, bytes, chunk.key(), reached));
    records = new ArrayList<>(BATCH_ROWS);
    bytes = 0;
  }

  /** All keys below this one are read. */
  private PositionRecord.@Nullable Chunk progress(byte @Nullable [] key) {
    return table.order() == null || key == null ? null : with(new String(key, UTF_8), false);
  }

  private PositionRecord.Chunk done() {
    return with(chunk.range().high(), true);
  }

  private PositionRecord.Chunk with(@Nullable String below, boolean done) {
    var parts = new ArrayList<>(before);
    parts.add(
        new CopiedTable.Part(new KeyRange(chunk.reached(), below), visible, origin.position()));
    return new PositionRecord.Chunk(
        chunk.epoch(),
        chunk.table(),
        chunk.number(),
        chunk.keyColumn(),
        chunk.order(),
        chunk.range(),
        parts,
        rows,
        done);
  }
}
