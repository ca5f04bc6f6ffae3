package io.sluice.datasource;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.jspecify.annotations.Nullable;

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
              source.password().reveal(source.passwordEndpoint()),
              source.tokens()));
    }
    if (source.tokens() != null) {
      allowed(source.tokens().tokenEndpoint());
      settings.put(
          SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, source.tokens().tokenEndpoint());
      settings.put(
          SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, OAuthBearerLoginCallbackHandler.class);
    }
    if (source.tls() != null) {
      tls(source.tls(), source.bootstrapServers(), settings);
    }
    return settings;
  }

  private static void tls(DataSource.Tls tls, String endpoints, Map<String, Object> settings) {
    if (tls.caCertificate() != null) {
      settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      settings.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(tls.caCertificate()));
    }
    if (tls.clientCertificate() != null && tls.clientKey() != null) {
      var key = Pem.key("clientKey", tls.clientKey().reveal(endpoints));
      settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      settings.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(tls.clientCertificate()));
      settings.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(Pem.text(key)));
    }
  }

  /** Kafka's own rule, told before the client stumbles over it. */
  private static void allowed(String tokenEndpoint) {
    String urls =
        System.getProperty(BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG, "");
    if (!Set.of(urls.split("[,\\s]+")).contains(tokenEndpoint)) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT,
          "the field 'tokenEndpoint': whoever runs the services has not allowed it; they are started"
              + " with SLUICE_TOKEN_ENDPOINTS="
              + tokenEndpoint);
    }
  }

  private static Password login(
      DataSource.SaslMechanism mechanism,
      String username,
      String password,
      DataSource.@Nullable TokenSource tokens) {
    Class<?> module =
        switch (mechanism) {
          case PLAIN -> PlainLoginModule.class;
          case SCRAM_SHA_256, SCRAM_SHA_512 -> ScramLoginModule.class;
          case OAUTHBEARER -> OAuthBearerLoginModule.class;
        };
    String scope =
        tokens == null || tokens.scope() == null ? "" : " scope=" + quoted(tokens.scope());
    return new Password(
        module.getName()
            + (tokens == null ? " required username=" : " required clientId=")
            + quoted(username)
            + (tokens == null ? " password=" : " clientSecret=")
            + quoted(password)
            + scope
            + ";");
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
