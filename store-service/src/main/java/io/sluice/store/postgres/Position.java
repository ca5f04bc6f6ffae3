package io.sluice.store.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine begins, and what it may confirm to the source; named in the engine's
 * configuration. Nothing is stored: the Store's log holds the position.
 */
public final class Position extends MemoryOffsetBackingStore {
  /** The LSN to begin at, as a decimal number. */
  public static final String START = "sluice.start.lsn";

  private byte @Nullable [] start;

  @Override
  public void configure(WorkerConfig config) {
    super.configure(config);
    Object lsn = config.originals().get(START);
    // Without lsn_proc Debezium does not search for the place by reading the stream twice.
    start = ("{\"lsn\":" + lsn + ",\"lsn_commit\":" + lsn + "}").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connector) {
    return Set.of();
  }

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    var known = new HashMap<ByteBuffer, ByteBuffer>();
    var begin = start;
    for (var key : keys) {
      var value = data.get(key);
      known.put(key, value == null && begin != null ? ByteBuffer.wrap(begin) : value);
    }
    return CompletableFuture.completedFuture(known);
  }
}
