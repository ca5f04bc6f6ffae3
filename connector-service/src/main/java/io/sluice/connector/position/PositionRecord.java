package io.sluice.connector.position;

import io.sluice.chunk.CopiedTable;
import io.sluice.chunk.KeyOrder;
import io.sluice.chunk.KeyRange;
import io.sluice.contract.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One fact about how far a Connector is; the newest of each {@link #key()} counts. */
public sealed interface PositionRecord {
  long epoch();

  /** The key in the position topic. */
  String key();

  /** This run writes now. */
  record Claim(long epoch) implements PositionRecord {
    @Override
    public String key() {
      return "claim";
    }
  }

  /**
   * All of the Store's log before this offset is written.
   *
   * @param commitPosition source position of the last entry before it
   * @param time source commit time of the last entry before it
   * @param replayUntil a replay is under way until this offset; null when none is
   */
  record LogPosition(
      long epoch,
      long offset,
      long commitPosition,
      @Nullable Instant time,
      @Nullable Long replayUntil)
      implements PositionRecord {
    static final String KEY = "log";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * All offsets are of this log.
   *
   * @param logId as the log's reader says it
   */
  record Log(long epoch, String logId) implements PositionRecord {
    static final String KEY = "log-id";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * Runs of an older definition do not know all of the tables.
   *
   * @param revision of the definition that the last run went by, or that tables came with
   */
  record Revision(long epoch, long revision) implements PositionRecord {
    static final String KEY = "revision";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * A table that came to the others while they were written.
   *
   * @param position source position up to which it had been written by then
   */
  record Merged(long epoch, TableName table, long position) implements PositionRecord {
    static final String PREFIX = "merged/";

    @Override
    public String key() {
      return PREFIX + table.schema().length() + "/" + table;
    }
  }

  /**
   * The tables are another Connector's now.
   *
   * @param to its id
   */
  record HandedOver(long epoch, String to) implements PositionRecord {
    static final String KEY = "handed-over";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * Full synchronization has begun.
   *
   * @param logOffset where incremental synchronization has to start
   */
  record CopyStart(long epoch, long logOffset) implements PositionRecord {
    static final String KEY = "full";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * A range of a table, copied as far as its last part.
   *
   * @param keyColumn the first key column, by which the table is cut; null when it has no key
   * @param order of its values; null when the table has no key
   * @param parts each read under one snapshot; a chunk that is taken up again has several
   * @param rows rows written
   */
  record Chunk(
      long epoch,
      TableName table,
      int number,
      @Nullable String keyColumn,
      @Nullable KeyOrder order,
      KeyRange range,
      List<CopiedTable.Part> parts,
      long rows,
      boolean done)
      implements PositionRecord {
    static final String PREFIX = "chunk/";

    public Chunk {
      parts = List.copyOf(parts);
    }

    @Override
    public String key() {
      // Two tables' names may meet with any separator but not with their lengths before them.
      return PREFIX + number + "/" + table.schema().length() + "/" + table;
    }

    Chunk of(long otherEpoch) {
      return new Chunk(otherEpoch, table, number, keyColumn, order, range, parts, rows, done);
    }

    /** From which key on it has to be copied; null for from the beginning. */
    public @Nullable String reached() {
      return parts.isEmpty() ? range.low() : parts.getLast().range().high();
    }
  }
}
