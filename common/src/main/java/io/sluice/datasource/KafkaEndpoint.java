package io.sluice.datasource;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/**
 * Client settings of a registered Kafka; the only place where they are built. A user chooses among
 * what is written here and can name no class and no further property.
 */
public final class KafkaEndpoint {
  private KafkaEndpoint() {}

  /**
   * Settings for any client; the password among them prints as hidden.
   *
   * @throws io.sluice.contract.SluiceException INVALID_INPUT
   */
  public static Map<String, Object> clientSettings(DataSource.Kafka source) {
    DataSourceRules.check(source);
    Map<String, Object> settings = new HashMap<>();
    settings.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        String.join(",", DataSourceRules.brokers(source.bootstrapServers())));
    settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, source.security().name());
    if (source.sasl() != null && source.username() != null && source.password() != null) {
      settings.put(SaslConfigs.SASL_MECHANISM, source.sasl().name().replace('_', '-'));
      settings.put(
          SaslConfigs.SASL_JAAS_CONFIG,
          login(
              source.sasl(),
              source.username(),
              source.password().reveal(source.bootstrapServers())));
    }
    return settings;
  }

  private static Password login(
      DataSource.SaslMechanism mechanism, String username, String password) {
    Class<?> module =
        switch (mechanism) {
          case PLAIN -> PlainLoginModule.class;
          case SCRAM_SHA_256, SCRAM_SHA_512 -> ScramLoginModule.class;
        };
    return new Password(
        module.getName()
            + " required username="
            + quoted(username)
            + " password="
            + quoted(password)
            + ";");
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
