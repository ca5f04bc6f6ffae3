package io.sluice.project;

import io.sluice.cluster.CommandSeal;
import io.sluice.cluster.KafkaClients;
import io.sluice.contract.Envelope;
import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.stereotype.Component;

/**
 * Puts commands, and events of this service's own, on their topics and knows when they are there.
 * Safe for any thread.
 */
@Component
public final class CommandSender implements AutoCloseable {
  private static final int DELIVERY_MILLIS = 20_000;

  private final Producer<String, byte[]> producer;
  private final CommandSeal seal;

  CommandSender(KafkaClients kafka, CommandSeal seal) {
    this.seal = seal;
    Map<String, Object> settings = new HashMap<>(kafka.connection());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice-project-commands");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) DELIVERY_MILLIS / 2);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 2);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Completes when the command is durable; see {@link #await}. */
  public Future<RecordMetadata> send(String topic, Envelope envelope, Record command) {
    var record = CloudEventCodec.encode(topic, envelope.subject(), envelope, command);
    return producer.send(seal.seal(record));
  }

  /**
   * Tells an event that was decided here; completes when it is durable.
   *
   * @param key whose events it stands among
   */
  public Future<RecordMetadata> tell(String key, Envelope envelope, Record event) {
    return producer.send(CloudEventCodec.encode(Topics.EVENTS, key, envelope, event));
  }

  /**
   * @throws SluiceException KAFKA_UNAVAILABLE when it is not known to be durable in time
   */
  public static void await(Future<RecordMetadata> sent) throws InterruptedException {
    try {
      sent.get(DELIVERY_MILLIS * 2L, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new SluiceException(ErrorCode.KAFKA_UNAVAILABLE, "a command could not be delivered", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
