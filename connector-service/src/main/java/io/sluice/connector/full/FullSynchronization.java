package io.sluice.connector.full;

import io.sluice.component.TaskContext;
import io.sluice.connector.format.RecordFormat;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.PositionRecord;
import io.sluice.connector.postgres.CopyTable;
import io.sluice.connector.postgres.SourceCatalog;
import io.sluice.connector.postgres.SourceConnections;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import io.sluice.postgres.TableSample;
import io.sluice.storelog.LogStart;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The FULL step: plans what is not planned, copies what is not copied. */
public final class FullSynchronization {
  /**
   * What it works with.
   *
   * @param topics the topic of each mapping
   * @param logStart where incremental synchronization has to start if the copy begins now; null
   *     when there is to be none
   * @param crashPoints told the number of each crash point that is passed
   */
  public record Parts(
      TaskContext context,
      SourceConnections source,
      RecordFormat format,
      Function<TableMapping, String> topics,
      Supplier<@Nullable LogStart> logStart,
      IntConsumer crashPoints) {}

  private final Parts parts;
  private final ExactWriter writer;
  private final Map<TableName, CopyTable> tables = new TreeMap<>();
  private final Map<TableName, List<PositionRecord.Chunk>> chunks = new TreeMap<>();

  public FullSynchronization(Parts parts, ExactWriter writer) {
    this.parts = parts;
    this.writer = writer;
  }

  /** Copies until everything is copied or the context is stopping; true when all is copied. */
  public boolean run() throws InterruptedException {
    try (var connection = parts.source().open()) {
      plan(connection);
    } catch (SQLException e) {
      throw DatabaseRole.SOURCE.failure(e);
    }
    var keyed = new ArrayList<PositionRecord.Chunk>();
    var keyless = new ArrayList<PositionRecord.Chunk>();
    for (var list : chunks.values()) {
      for (var chunk : list) {
        if (!chunk.done()) {
          (chunk.order() == null ? keyless : keyed).add(chunk);
        }
      }
    }
    var copy = new ChunkCopy(parts, writer, tables);
    int lanes = Math.clamp(parts.context().spec().options().readConcurrency(), 1, 16);
    // A table without a key is one transaction from its first row to its last: alone, at the end.
    boolean complete = copy.run(keyed, lanes) && copy.run(keyless, 1);
    if (complete) {
      parts.crashPoints().accept(9);
      parts.context().report(parts.context().meter().copied());
    }
    return complete;
  }

  private void plan(Connection connection) throws SQLException {
    var positions = writer.positions();
    var planned = positions.chunks();
    var news = new ArrayList<PositionRecord>();
    if (positions.copyStart() == null) {
      // Before the first chunk's snapshot: what the log has from here on is what a copy may miss.
      long epoch = parts.context().epoch();
      var start = parts.logStart().get();
      news.add(new PositionRecord.CopyStart(epoch, start == null ? 0 : start.offset()));
      if (start != null) {
        news.add(new PositionRecord.Log(epoch, start.logId()));
      }
    }
    for (var mapping : parts.context().spec().tables()) {
      var table = SourceCatalog.table(connection, mapping);
      tables.put(table.name(), table);
      var list = planned.get(table.name());
      if (list == null) {
        list = plan(connection, table);
        news.addAll(list);
      }
      chunks.put(table.name(), new ArrayList<>(list));
      show(table, list);
    }
    if (!news.isEmpty()) {
      writer.commit(news);
      parts.crashPoints().accept(8);
    }
  }

  private List<PositionRecord.Chunk> plan(Connection connection, CopyTable table)
      throws SQLException {
    var sample = TableSample.take(connection, table.sampled());
    var chunks = new ArrayList<PositionRecord.Chunk>();
    for (var range : sample.ranges()) {
      chunks.add(
          new PositionRecord.Chunk(
              parts.context().epoch(),
              table.name(),
              chunks.size(),
              table.keyColumn(),
              table.order(),
              range,
              List.of(),
              0,
              false));
    }
    return chunks;
  }

  private void show(CopyTable table, List<PositionRecord.Chunk> list) {
    parts
        .context()
        .meter()
        .expect(
            table.name(),
            table.rowsEstimate(),
            list.stream().mapToLong(PositionRecord.Chunk::rows).sum(),
            list.size(),
            (int) list.stream().filter(chunk -> !chunk.done()).count());
  }
}
