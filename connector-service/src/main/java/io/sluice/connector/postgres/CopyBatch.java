package io.sluice.connector.postgres;

import io.sluice.connector.position.PositionRecord;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a chunk, encoded.
 *
 * @param reached the chunk's progress with these rows written; null when it cannot be taken up
 *     again here, so that nothing may be committed yet
 */
public record CopyBatch(
    CopyTable table,
    List<ProducerRecord<byte[], byte[]>> records,
    long bytes,
    String chunkKey,
    PositionRecord.@Nullable Chunk reached) {}
