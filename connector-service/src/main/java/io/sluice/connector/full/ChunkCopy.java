package io.sluice.connector.full;

import io.sluice.chunk.RateLimit;
import io.sluice.connector.position.DestinationFailure;
import io.sluice.connector.position.ExactWriter;
import io.sluice.connector.position.PositionRecord;
import io.sluice.connector.postgres.ChunkReader;
import io.sluice.connector.postgres.CopyBatch;
import io.sluice.connector.postgres.CopyTable;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.TableMapping;
import io.sluice.contract.TableName;
import io.sluice.postgres.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Copies chunks: lanes read and encode, the calling thread writes and commits. So one producer
 * fences the whole copy, however many lanes there are.
 */
final class ChunkCopy {
  private static final long COMMIT_BYTES = 32L << 20;
  private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A little before the broker gives the transaction up, which would begin it anew for ever. */
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(14);

  private final FullSynchronization.Parts parts;
  private final ExactWriter writer;
  private final Map<TableName, CopyTable> tables;
  private final Map<TableName, String> topics = new HashMap<>();
  private final Map<TableName, TableMapping> mappings = new HashMap<>();
  private final RateLimit pace;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private final Map<String, PositionRecord.Chunk> reached = new HashMap<>();
  private final Set<String> betweenKeys = new HashSet<>();
  private long uncommittedBytes;
  private long firstNanos;

  ChunkCopy(FullSynchronization.Parts parts, ExactWriter writer, Map<TableName, CopyTable> tables) {
    this.parts = parts;
    this.writer = writer;
    this.tables = tables;
    this.pace = new RateLimit(parts.context().spec().options().rowsPerSecond());
    for (var mapping : parts.context().spec().tables()) {
      topics.put(mapping.source(), parts.topics().apply(mapping));
      mappings.put(mapping.source(), mapping);
    }
  }

  /** False when it stopped before the end because the context is stopping. */
  boolean run(List<PositionRecord.Chunk> todo, int lanes) throws InterruptedException {
    if (todo.isEmpty()) {
      return true;
    }
    Queue<PositionRecord.Chunk> waiting = new ConcurrentLinkedQueue<>(todo);
    BlockingQueue<CopyBatch> batches = new ArrayBlockingQueue<>(2 * lanes);
    var id = parts.context().spec().componentId();
    var threads =
        Executors.newFixedThreadPool(
            lanes, Thread.ofPlatform().daemon().name(id + "-copy-", 0).factory());
    try {
      var completion = new ExecutorCompletionService<Void>(threads);
      for (int i = 0; i < lanes; i++) {
        completion.submit(
            () -> {
              lane(waiting, batches);
              return null;
            });
      }
      return write(completion, batches, lanes);
    } finally {
      end(threads);
    }
  }

  private void lane(Queue<PositionRecord.Chunk> waiting, BlockingQueue<CopyBatch> batches)
      throws SQLException, InterruptedException {
    var connection = parts.source().open();
    connections.add(connection);
    try (connection) {
      var chunk = waiting.poll();
      while (chunk != null && !parts.context().stopping()) {
        var table = tables.get(chunk.table());
        var mapping = mappings.get(chunk.table());
        var topic = topics.get(chunk.table());
        if (table != null && mapping != null && topic != null) {
          var encoder = parts.format().compile(table.schema(), mapping.columns());
          new ChunkReader(table, topic, encoder, pace, batches, chunk).read(connection);
        }
        chunk = waiting.poll();
      }
    } finally {
      connections.remove(connection);
    }
  }

  private boolean write(
      ExecutorCompletionService<Void> completion, BlockingQueue<CopyBatch> batches, int lanes)
      throws InterruptedException {
    int running = lanes;
    while (running > 0 || !batches.isEmpty()) {
      if (parts.context().stopping()) {
        return false;
      }
      var batch = batches.poll(50, TimeUnit.MILLISECONDS);
      if (batch != null) {
        add(batch);
      }
      for (var ended = completion.poll(); ended != null; ended = completion.poll()) {
        running--;
        outcome(ended);
      }
      if (isDue()) {
        commit();
      }
      refuseTooLong();
    }
    if (writer.isDirty() || !reached.isEmpty()) {
      commit();
    }
    return true;
  }

  private static void outcome(Future<Void> ended) throws InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case null -> throw DestinationFailure.of(e);
        case SQLException sql -> throw DatabaseRole.SOURCE.failure(sql);
        case RuntimeException bug -> throw bug;
        case InterruptedException interrupt -> throw interrupt;
        default -> throw DestinationFailure.of(e);
      }
    }
  }

  private void add(CopyBatch batch) {
    if (uncommittedBytes == 0) {
      firstNanos = System.nanoTime();
    }
    for (var message : batch.records()) {
      writer.send(message);
    }
    uncommittedBytes += batch.bytes() + 1;
    int rows = batch.records().size();
    parts.context().meter().copied(batch.table().name(), rows, batch.bytes());
    var mark = batch.reached();
    if (mark == null) {
      betweenKeys.add(batch.chunkKey());
    } else {
      betweenKeys.remove(batch.chunkKey());
      reached.put(batch.chunkKey(), mark);
    }
  }

  private boolean isDue() {
    return uncommittedBytes > 0
        && betweenKeys.isEmpty()
        && (uncommittedBytes >= COMMIT_BYTES || System.nanoTime() - firstNanos >= COMMIT_NANOS);
  }

  private void refuseTooLong() {
    if (uncommittedBytes > 0 && System.nanoTime() - firstNanos > LONGEST_NANOS) {
      throw new SluiceException(
          ErrorCode.COPY_TOO_LONG,
          "rows of one key, or of a table without a key: " + String.join(", ", betweenKeys));
    }
  }

  private void commit() {
    long start = System.nanoTime();
    writer.commit(List.copyOf(reached.values()));
    parts.context().meter().wrote(Duration.ofNanos(System.nanoTime() - start));
    for (var chunk : reached.values()) {
      if (chunk.done()) {
        parts.context().meter().chunkCopied(chunk.table());
      }
    }
    reached.clear();
    uncommittedBytes = 0;
  }

  /** Lanes may wait in the queue, for the pace or for the source: all of that is broken off. */
  private void end(ExecutorService threads) throws InterruptedException {
    threads.shutdownNow();
    if (!threads.awaitTermination(200, TimeUnit.MILLISECONDS)) {
      for (var connection : connections) {
        try {
          connection.abort(Runnable::run);
        } catch (SQLException e) {
          throw DatabaseRole.SOURCE.failure(e);
        }
      }
      threads.awaitTermination(2, TimeUnit.SECONDS);
    }
  }
}
