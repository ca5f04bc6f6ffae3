package io.sluice.component;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every service needs to meet the others on Kafka; project-service imports this alone. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KernelSettings.class, KafkaProperties.class})
public class ClusterAccess {
  @Bean
  KafkaClients kafkaClients(KafkaProperties kafka) {
    Map<String, Object> connection = new HashMap<>(kafka.getProperties());
    connection.put("bootstrap.servers", String.join(",", kafka.getBootstrapServers()));
    if (kafka.getSecurity().getProtocol() != null) {
      connection.put("security.protocol", kafka.getSecurity().getProtocol());
    }
    return new KafkaClients(connection);
  }

  @Bean
  TopicsSetup topicsSetup(KafkaClients kafka, KernelSettings settings) {
    return new TopicsSetup(kafka, settings);
  }

  /** Host and process: how telemetry and events name this instance. */
  public static String instance() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return host + ":" + ManagementFactory.getRuntimeMXBean().getPid();
  }
}
