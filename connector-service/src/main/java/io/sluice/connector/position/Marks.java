package io.sluice.connector.position;

import io.sluice.contract.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that a Connector's marks say; pure. */
public final class Marks {
  private final Map<String, Mark> newest = new HashMap<>();
  private long epoch;

  public void put(Mark mark) {
    newest.put(mark.key(), mark);
    epoch = Math.max(epoch, mark.epoch());
  }

  /** The highest epoch that has written. */
  public long epoch() {
    return epoch;
  }

  public Mark.@Nullable LogPosition log() {
    return (Mark.LogPosition) newest.get(Mark.LogPosition.KEY);
  }

  public Mark.@Nullable CopyStart copyStart() {
    return (Mark.CopyStart) newest.get(Mark.CopyStart.KEY);
  }

  /** The chunks of each table, in the order of their keys. */
  public Map<TableName, List<Mark.Chunk>> chunks() {
    var byTable = new TreeMap<TableName, List<Mark.Chunk>>();
    for (var mark : newest.values()) {
      if (mark instanceof Mark.Chunk chunk) {
        byTable.computeIfAbsent(chunk.table(), _ -> new ArrayList<>()).add(chunk);
      }
    }
    byTable.values().forEach(list -> list.sort(Comparator.comparingInt(Mark.Chunk::number)));
    return byTable;
  }
}
