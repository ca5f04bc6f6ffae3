package io.sluice.cluster;

import io.sluice.datasource.DataSources;
import io.sluice.datasource.SealingKey;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

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
  SealingKey sealingKey(KernelSettings settings) {
    return SealingKey.from(settings.secretKey(), settings.secretKeyFile());
  }

  @Bean
  CommandSeal commandSeal(SealingKey key) {
    return new CommandSeal(key);
  }

  /** Started and closed by the foundations. */
  @Bean(destroyMethod = "")
  DataSources dataSources(KafkaClients kafka, SealingKey key) {
    return new DataSources(kafka.connection(), key);
  }

  @Bean
  TopicSetup topicSetup(KafkaClients kafka, KernelSettings settings) {
    return new TopicSetup(kafka, settings.partitions());
  }

  @Bean
  Foundations foundations(
      Environment environment,
      KafkaClients kafka,
      TopicSetup topics,
      KernelSettings settings,
      DataSources dataSources) {
    return new Foundations(
        environment.getRequiredProperty("spring.application.name"),
        kafka,
        topics,
        settings.region(),
        dataSources);
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

  /** The IP under which others reach this machine, as far as it knows; null when it has none. */
  public static @Nullable String address() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .min(Comparator.comparing(address -> address.getAddress().length))
          .map(InetAddress::getHostAddress)
          .orElse(null);
    } catch (SocketException e) {
      return null;
    }
  }
}
