package io.sluice.connector.position;

import io.sluice.chunk.ChunkRule;
import io.sluice.chunk.CopiedTable;
import io.sluice.contract.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that a Connector's records say; pure. */
public final class PositionRecords {
  private final Map<String, PositionRecord> newest = new HashMap<>();
  private long epoch;

  public void put(PositionRecord mark) {
    newest.put(mark.key(), mark);
    epoch = Math.max(epoch, mark.epoch());
  }

  void remove(String key) {
    newest.remove(key);
  }

  /** Forgets what is known of all other tables; returns the keys that it had. */
  List<String> forgetAllBut(Set<TableName> tables) {
    var gone =
        newest.values().stream()
            .filter(
                record ->
                    switch (record) {
                      case PositionRecord.Chunk chunk -> !tables.contains(chunk.table());
                      case PositionRecord.Merged merged -> !tables.contains(merged.table());
                      case PositionRecord _ -> false;
                    })
            .map(PositionRecord::key)
            .toList();
    gone.forEach(newest::remove);
    return gone;
  }

  /** The highest epoch that has written. */
  public long epoch() {
    return epoch;
  }

  public PositionRecord.@Nullable LogPosition log() {
    return (PositionRecord.LogPosition) newest.get(PositionRecord.LogPosition.KEY);
  }

  public PositionRecord.@Nullable CopyStart copyStart() {
    return (PositionRecord.CopyStart) newest.get(PositionRecord.CopyStart.KEY);
  }

  /** Identity of the log that the offsets are of; null where that was not kept yet. */
  public @Nullable String logId() {
    return newest.get(PositionRecord.Log.KEY) instanceof PositionRecord.Log log
        ? log.logId()
        : null;
  }

  /** Of the definition that what is written goes by; 0 where that was not kept yet. */
  long revision() {
    return newest.get(PositionRecord.Revision.KEY) instanceof PositionRecord.Revision known
        ? known.revision()
        : 0;
  }

  /** Id of the Connector that has the tables now; null while that is this one. */
  public @Nullable String handedOverTo() {
    return newest.get(PositionRecord.HandedOver.KEY) instanceof PositionRecord.HandedOver over
        ? over.to()
        : null;
  }

  /** Offset before which all of the log is written; null before that has begun. */
  @Nullable Long reached() {
    var log = log();
    var copy = copyStart();
    if (log != null) {
      return log.offset();
    }
    return copy == null ? null : (Long) copy.logOffset();
  }

  /** What the full copy has seen. */
  public ChunkRule chunkRule() {
    var merged = new HashMap<TableName, Long>();
    for (var record : newest.values()) {
      if (record instanceof PositionRecord.Merged table) {
        merged.put(table.table(), table.position());
      }
    }
    var tables = new HashMap<TableName, CopiedTable>();
    chunks()
        .forEach(
            (table, chunks) -> {
              var first = chunks.getFirst();
              var parts = chunks.stream().flatMap(chunk -> chunk.parts().stream()).toList();
              tables.put(
                  table,
                  new CopiedTable(first.keyColumn(), first.order(), parts, merged.get(table)));
            });
    return new ChunkRule(tables);
  }

  /** The chunks of each table, in the order of their keys. */
  public Map<TableName, List<PositionRecord.Chunk>> chunks() {
    var byTable = new TreeMap<TableName, List<PositionRecord.Chunk>>();
    for (var mark : newest.values()) {
      if (mark instanceof PositionRecord.Chunk chunk) {
        byTable.computeIfAbsent(chunk.table(), _ -> new ArrayList<>()).add(chunk);
      }
    }
    byTable
        .values()
        .forEach(list -> list.sort(Comparator.comparingInt(PositionRecord.Chunk::number)));
    return byTable;
  }
}
