package io.sluice.project.projections;

import io.sluice.cluster.KafkaClients;
import io.sluice.contract.Topics;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.FixedBackOff;

/** Runs the reader of the event log; a rebuild comes before it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProjectionSettings.class)
class Projections {
  private static final Logger LOG = LoggerFactory.getLogger(Projections.class);
  private static final long RETRY_MILLIS = 500;

  @Bean
  ConcurrentMessageListenerContainer<String, byte[]> eventLogReader(
      KafkaClients kafka,
      ProjectionSettings settings,
      List<Projection> projections,
      ProjectionOffsets offsets,
      TransactionTemplate transaction,
      JdbcClient jdbc) {
    if (settings.rebuildProjections()) {
      transaction.executeWithoutResult(_ -> empty(projections, jdbc));
    }
    var reader = new EventLogReader(projections, offsets, transaction, jdbc);
    var properties = new ContainerProperties(Topics.EVENTS);
    properties.setGroupId("sluice-projections");
    properties.setMessageListener(reader);
    properties.setConsumerRebalanceListener(reader);
    // Never acknowledged: the offset that counts is the database's.
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setShutdownTimeout(5_000);
    var container = new ConcurrentMessageListenerContainer<>(consumers(kafka), properties);
    container.setBeanName("projections");
    // A database that is down is waited for; nothing is ever left out because of it.
    container.setCommonErrorHandler(
        new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
    return container;
  }

  private static DefaultKafkaConsumerFactory<String, byte[]> consumers(KafkaClients kafka) {
    var settings = new HashMap<>(kafka.connection());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
    // An instance that was killed is missed after seconds, and only what it had moves.
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return new DefaultKafkaConsumerFactory<>(
        settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private static void empty(List<Projection> projections, JdbcClient jdbc) {
    for (Projection projection : projections) {
      for (String table : projection.tables()) {
        jdbc.sql("truncate " + table).update();
      }
    }
    jdbc.sql("truncate " + ProjectionOffsets.TABLE).update();
    LOG.info("The projections are empty and are made again from the event log");
  }
}
