package io.sluice.aggregate;

import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The records that a decision becomes: events with their envelopes, and the state. */
final class LogRecords<S> {
  // Well under what a request may carry, so that no state can wedge its partition.
  private static final int LARGEST_STATE = 3 * CloudEventCodec.LARGEST;

  private final AggregateType<S, ?, ?> type;
  private final StoredAggregate.Codec<S> codec;
  private final String source;

  LogRecords(AggregateType<S, ?, ?> type, StoredAggregate.Codec<S> codec, String source) {
    this.type = type;
    this.codec = codec;
    this.source = source;
  }

  /**
   * @throws SluiceException TOO_LARGE
   */
  ProducerRecord<String, byte[]> event(String id, S state, Record data, Envelope envelope) {
    return CloudEventCodec.encode(Topics.EVENTS, type.projectOf().apply(id, state), envelope, data);
  }

  /**
   * @throws SluiceException TOO_LARGE
   */
  ProducerRecord<String, byte[]> state(int partition, String id, StoredAggregate<S> now) {
    byte[] json = codec.write(now);
    if (json.length > LARGEST_STATE) {
      throw new SluiceException(
          ErrorCode.TOO_LARGE,
          "The state of " + id + " would have " + json.length + " bytes of " + LARGEST_STATE);
    }
    return new ProducerRecord<>(type.stateTopic(), partition, id, json);
  }

  /** Of an event that a command led to. */
  Envelope caused(Envelope command, String id) {
    return command.causes(UUID.randomUUID().toString(), id, source, Instant.now());
  }

  /** Of an event that happened by itself; it goes back to the last one that did not. */
  Envelope byItself(@Nullable Envelope cause, String id) {
    String eventId = UUID.randomUUID().toString();
    return cause == null
        ? new Envelope(eventId, id, source, Instant.now(), eventId, null, "sluice", null, null)
        : cause.causes(eventId, id, source, Instant.now());
  }
}
