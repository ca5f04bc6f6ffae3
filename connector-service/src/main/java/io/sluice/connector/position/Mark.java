package io.sluice.connector.position;

import io.sluice.contract.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One fact about how far a Connector is; the newest of each {@link #key()} counts. */
public sealed interface Mark {
  long epoch();

  /** The key in the position topic. */
  String key();

  /** This run writes now. */
  record Claim(long epoch) implements Mark {
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
      implements Mark {
    static final String KEY = "log";

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
  record CopyStart(long epoch, long logOffset) implements Mark {
    static final String KEY = "full";

    @Override
    public String key() {
      return KEY;
    }
  }

  /**
   * A range of a table's first key column: above {@code low} up to and with {@code high}, in
   * PostgreSQL's text form, null for without bound. Copied as far as its last segment.
   *
   * @param keyColumn the first key column; null when the table has no key
   * @param rows rows written
   */
  record Chunk(
      long epoch,
      TableName table,
      int number,
      @Nullable String keyColumn,
      KeyOrder order,
      @Nullable String low,
      @Nullable String high,
      List<Segment> segments,
      long rows,
      boolean done)
      implements Mark {
    static final String PREFIX = "chunk/";

    public Chunk {
      segments = List.copyOf(segments);
    }

    @Override
    public String key() {
      // Two tables' names may meet with any separator but not with their lengths before them.
      return PREFIX + number + "/" + table.schema().length() + "/" + table;
    }

    /** Above which key the copy has to go on; null for from the beginning. */
    public @Nullable String reached() {
      return segments.isEmpty() ? low : segments.getLast().through();
    }
  }

  /**
   * A part of a chunk that was read under one snapshot.
   *
   * @param through the last key of it; null for without bound
   * @param snapshot {@code pg_current_snapshot()}
   * @param position the source's log position after the snapshot was taken
   */
  record Segment(@Nullable String through, String snapshot, long position) {}
}
