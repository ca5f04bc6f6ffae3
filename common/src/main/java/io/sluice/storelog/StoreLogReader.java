package io.sluice.storelog;

import io.sluice.change.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Store's log, committed entries only, in order. Not safe for use by more than one thread
 * at a time.
 */
public final class StoreLogReader implements AutoCloseable {
  /**
   * One record of the log.
   *
   * @param bytes its size as stored, for batch and queue bounds
   */
  public record Entry(long offset, LogEntry entry, int bytes) {}

  /**
   * @param kafka bootstrap.servers and security of Sluice's own cluster, nothing else
   */
  public StoreLogReader(Map<String, Object> kafka, String storeId) {
    throw new IllegalStateException("not built yet");
  }

  /** What the log holds, or null when it does not exist or is empty. */
  public static @Nullable LogRange range(Map<String, Object> kafka, String storeId) {
    throw new IllegalStateException("not built yet");
  }

  public void seek(long offset) {
    throw new IllegalStateException("not built yet");
  }

  /**
   * Offset of the first entry committed at the source at or after this time; empty when there is
   * none yet.
   */
  public OptionalLong offsetAt(Instant time) {
    throw new IllegalStateException("not built yet");
  }

  /** Offset after the last committed entry. */
  public long endOffset() {
    throw new IllegalStateException("not built yet");
  }

  /**
   * The next entries; empty when none came in time.
   *
   * @throws io.sluice.storelog.LogExpiredException when the offset sought is no longer in the log
   */
  public List<Entry> poll(Duration atMost) {
    throw new IllegalStateException("not built yet");
  }

  @Override
  public void close() {}
}
