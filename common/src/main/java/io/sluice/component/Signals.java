package io.sluice.component;

import io.sluice.contract.Envelope;
import io.sluice.contract.LogLine;
import io.sluice.contract.SluiceException;
import io.sluice.contract.Telemetry;
import io.sluice.contract.Topics;
import io.sluice.contract.cloudevents.CloudEventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What components tell while they run: telemetry and log lines. Lost rather than waited for. */
final class Signals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Producer<String, byte[]> producer;
  private final String source;
  private final ComponentMetrics metrics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("telemetry").factory());

  Signals(Producer<String, byte[]> producer, String source, ComponentMetrics metrics) {
    this.producer = producer;
    this.metrics = metrics;
    this.source = source;
  }

  /** Goes on until it is cancelled; what it does has to be short. */
  Future<?> eachSecond(Runnable tell) {
    return timer.scheduleAtFixedRate(tell, 1, 1, TimeUnit.SECONDS);
  }

  void telemetry(Telemetry telemetry) {
    metrics.told(telemetry);
    send(Topics.TELEMETRY, telemetry.componentId(), telemetry.at(), telemetry);
  }

  /** Nothing more is told of it; after what its timer may just be telling. */
  void ended(String componentId) {
    try {
      timer.execute(() -> metrics.gone(componentId));
    } catch (RejectedExecutionException e) {
      LOG.debug("{} ended when nothing was told any more", componentId, e);
    }
  }

  void log(LogLine line) {
    send(Topics.LOGS, line.componentId(), line.at(), line);
  }

  private void send(String topic, String componentId, Instant at, Record data) {
    String id = UUID.randomUUID().toString();
    var envelope = new Envelope(id, componentId, source, at, id, null, "sluice", null, null);
    try {
      var _ = producer.send(CloudEventCodec.encode(topic, componentId, envelope, data));
    } catch (SluiceException | KafkaException | IllegalStateException e) {
      LOG.debug("A signal of {} was lost", componentId, e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(Duration.ofMillis(500));
  }
}
