package io.sluice.management;

import io.sluice.cluster.KafkaClients;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether Kafka answers. It is asked when somebody asks, by one client for all that ask. */
final class KafkaHealth implements HealthIndicator, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Admin admin;

  KafkaHealth(KafkaClients kafka) {
    this.admin = kafka.admin();
  }

  @Override
  public Health health() {
    try {
      int brokers =
          admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).size();
      return ServiceHealth.health(brokers > 0).withDetail("brokers", brokers).build();
    } catch (ExecutionException | TimeoutException e) {
      return Health.down().withDetail("brokers", 0).build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Health.unknown().build();
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
