package io.sluice.project;

import io.sluice.contract.Envelope;
import io.sluice.contract.SluiceException;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;

/**
 * Reads the event log for a functional binding. What cannot be read is logged and passed over; an
 * event of a type that this version does not know is passed over; what the reader throws is tried
 * again by the binding until it succeeds.
 */
public final class EventConsumer implements Consumer<Message<byte[]>> {
  private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);

  /** Takes the events, in the order of the log, each at least once, with its place there. */
  @FunctionalInterface
  public interface Reader {
    void read(Envelope envelope, Record event, ConsumerRecord<?, ?> at) throws InterruptedException;
  }

  private final Reader reader;

  public EventConsumer(Reader reader) {
    this.reader = reader;
  }

  @Override
  public void accept(Message<byte[]> message) {
    @SuppressWarnings("unchecked")
    var record =
        (ConsumerRecord<String, byte[]>)
            message.getHeaders().get(KafkaHeaders.RAW_DATA, ConsumerRecord.class);
    if (record == null) {
      throw new IllegalStateException("the binding does not hand over the Kafka record");
    }
    CloudEventCodec.Message event;
    try {
      event = CloudEventCodec.decode(record);
    } catch (SluiceException e) {
      LOG.warn(
          "passed over an unreadable event: {}-{} offset {}: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.failure());
      return;
    }
    if (event.data() == null) {
      return;
    }
    try {
      reader.read(event.envelope(), event.data(), record);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading " + event.envelope().id(), e);
    }
  }
}
