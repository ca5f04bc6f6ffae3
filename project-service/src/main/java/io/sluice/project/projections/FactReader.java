package io.sluice.project.projections;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.CloudEventCodec;
import io.sluice.contract.cloudevents.Json;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Kafka records to facts; what is no event at all is passed over, for it blocks nothing. */
final class FactReader {
  private static final Logger LOG = LoggerFactory.getLogger(FactReader.class);

  private FactReader() {}

  static @Nullable Fact read(ConsumerRecord<String, byte[]> record) {
    var clean = withoutNul(record);
    try {
      var message = CloudEventCodec.decode(clean);
      String json = clean.value() == null ? "{}" : new String(clean.value(), UTF_8);
      if (message.data() == null) {
        // An unknown type is kept as it is, if it is JSON at all.
        Json.LENIENT.readTree(json);
      }
      String key = clean.key() == null ? message.envelope().subject() : clean.key();
      return new Fact(
          clean.partition(),
          clean.offset(),
          key,
          message.envelope(),
          message.type(),
          message.data(),
          json);
    } catch (SluiceException | JacksonException e) {
      LOG.warn(
          "Passed over what is no event at {}-{} offset {}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return null;
    }
  }

  /** PostgreSQL's text cannot hold U+0000, JSON can. */
  private static ConsumerRecord<String, byte[]> withoutNul(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return record;
    }
    String text = new String(record.value(), UTF_8);
    if (!text.contains("\\u0000") && text.indexOf('\0') < 0) {
      return record;
    }
    var clean =
        new ConsumerRecord<>(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.timestampType(),
            record.serializedKeySize(),
            record.serializedValueSize(),
            record.key(),
            text.replace("\\u0000", "\\ufffd").replace('\0', ' ').getBytes(UTF_8),
            record.headers(),
            record.leaderEpoch());
    return clean;
  }
}
