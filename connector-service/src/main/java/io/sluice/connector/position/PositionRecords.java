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

  /** Forgets the chunks of all other tables; returns the keys that they had. */
  List<String> forgetAllBut(Set<TableName> tables) {
    var gone =
        newest.values().stream()
            .filter(
                record ->
                    record instanceof PositionRecord.Chunk chunk && !tables.contains(chunk.table()))
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

  /** What the full copy has seen. */
  public ChunkRule chunkRule() {
    var tables = new HashMap<TableName, CopiedTable>();
    chunks()
        .forEach(
            (table, chunks) -> {
              var first = chunks.getFirst();
              var parts = chunks.stream().flatMap(chunk -> chunk.parts().stream()).toList();
              tables.put(table, new CopiedTable(first.keyColumn(), first.order(), parts, null));
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
