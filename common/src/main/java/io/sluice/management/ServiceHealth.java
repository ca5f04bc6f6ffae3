package io.sluice.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.sluice.aggregate.Ownership;
import io.sluice.cluster.ClusterAccess;
import io.sluice.cluster.KafkaClients;
import io.sluice.cluster.KernelSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the probes of a service ask. {@code loop} is for liveness: only a restart helps a service
 * whose commands are not looked at any more. {@code share} and {@code kafka} are for readiness: a
 * service without them waits, and needs no restart.
 */
@Configuration(proxyBeanMethods = false)
public class ServiceHealth {
  /** Taking over many aggregates may last; nothing lasts as long as this. */
  private static final Duration WEDGED = Duration.ofMinutes(3);

  private static final Duration SILENT = Duration.ofSeconds(30);

  @Bean
  HealthIndicator loop(Ownership<?, ?, ?> ownership) {
    return () -> {
      var share = ownership.share();
      var silent = Duration.between(share.seen(), Instant.now());
      return health(silent.compareTo(WEDGED) < 0)
          .withDetail("secondsSinceCommandsWereLookedFor", silent.toSeconds())
          .build();
    };
  }

  @Bean
  HealthIndicator share(Ownership<?, ?, ?> ownership) {
    return () -> {
      var share = ownership.share();
      boolean seen = share.seen().isAfter(Instant.now().minus(SILENT));
      return health(seen && share.member() && share.owned() == share.assigned())
          .withDetail("member", share.member())
          .withDetail("assigned", share.assigned())
          .withDetail("owned", share.owned())
          .build();
    };
  }

  @Bean
  KafkaHealth kafka(KafkaClients kafka) {
    return new KafkaHealth(kafka);
  }

  /** What was given to this instance and what of it it has, for whoever sees all of them. */
  @Bean
  MeterBinder shareMetrics(Ownership<?, ?, ?> ownership) {
    return registry -> {
      Gauge.builder("sluice.share.assigned", ownership, it -> it.share().assigned())
          .description("Partitions of commands that the group gave to this instance.")
          .register(registry);
      Gauge.builder("sluice.share.owned", ownership, it -> it.share().owned())
          .description("Those of them that it has restored and may write to.")
          .register(registry);
    };
  }

  /** Which release this is, and which instance of it. */
  @Bean
  InfoContributor instance(KernelSettings settings) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(
        "version",
        Objects.requireNonNullElse(
            ServiceHealth.class.getPackage().getImplementationVersion(), "built from sources"));
    told.put("instance", ClusterAccess.instance());
    told.put("region", settings.region());
    return builder -> builder.withDetail("sluice", told);
  }

  static Health.Builder health(boolean well) {
    return well ? Health.up() : Health.down();
  }
}
