package io.sluice.cluster;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.sluice.contract.ComponentKind;
import io.sluice.contract.SluiceException;
import io.sluice.datasource.DataSources;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * What has to be there before anything else of a service starts: the topics, and the view of the
 * data sources. Waits some minutes for a Kafka that is not up yet.
 */
final class Foundations implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Foundations.class);
  private static final int ATTEMPTS = 10;

  private final String service;
  private final KafkaClients kafka;
  private final TopicSetup topics;
  private final String region;
  private final DataSources dataSources;
  private volatile boolean running;

  Foundations(
      String service,
      KafkaClients kafka,
      TopicSetup topics,
      String region,
      DataSources dataSources) {
    this.service = service;
    this.kafka = kafka;
    this.topics = topics;
    this.region = region;
    this.dataSources = dataSources;
  }

  @Override
  public void start() {
    var retry =
        Retry.of(
            "topics",
            RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(IntervalFunction.of(Duration.ofSeconds(1)))
                .retryOnException(e -> e instanceof SluiceException s && s.isTransient())
                .build());
    retry
        .getEventPublisher()
        .onRetry(
            event -> LOG.warn("Waits for Kafka: {}", String.valueOf(event.getLastThrowable())));
    retry.executeRunnable(
        () -> {
          makeTopics();
          requireGrants();
        });
    dataSources.start();
    running = true;
  }

  /** Those of every kind, so that a command can be sent before the service that takes it is up. */
  private void makeTopics() {
    topics.shared();
    for (ComponentKind kind : ComponentKind.values()) {
      topics.components(region, kind);
    }
  }

  private void requireGrants() {
    try (var admin = kafka.admin()) {
      new GrantCheck(admin, service).require(KafkaGrants.of(service, region));
    }
  }

  @Override
  public void stop() {
    dataSources.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
