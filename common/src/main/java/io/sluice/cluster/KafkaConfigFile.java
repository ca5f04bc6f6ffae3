package io.sluice.cluster;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.SluiceException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * How the services reach Sluice's own cluster: a file of Kafka's own client properties, as its
 * command line tools take. Only what has to do with TLS and sign-in is taken, so that a mistyped
 * name is told and no property changes what the services rely on; and no class but Kafka's own
 * logins, because some of the others were ways in (CVE-2023-25194, CVE-2025-27817, CVE-2025-27818).
 */
public final class KafkaConfigFile implements EnvironmentPostProcessor {
  static final String SETTING = "sluice.kafka-config";

  private static final Set<String> TAKEN =
      Set.of(
          "security.protocol",
          "sasl.mechanism",
          "sasl.jaas.config",
          "sasl.login.callback.handler.class",
          "sasl.oauthbearer.token.endpoint.url",
          "sasl.oauthbearer.scope.claim.name",
          "sasl.oauthbearer.sub.claim.name",
          "sasl.kerberos.service.name",
          "ssl.protocol",
          "ssl.enabled.protocols",
          "ssl.cipher.suites",
          "ssl.endpoint.identification.algorithm",
          "ssl.truststore.type",
          "ssl.truststore.location",
          "ssl.truststore.password",
          "ssl.truststore.certificates",
          "ssl.keystore.type",
          "ssl.keystore.location",
          "ssl.keystore.password",
          "ssl.keystore.key",
          "ssl.keystore.certificate.chain",
          "ssl.key.password",
          "client.dns.lookup");

  private static final Set<String> LOGINS =
      Set.of(
          "org.apache.kafka.common.security.plain.PlainLoginModule",
          "org.apache.kafka.common.security.scram.ScramLoginModule",
          "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
          "com.sun.security.auth.module.Krb5LoginModule");

  private static final Set<String> HANDLERS =
      Set.of("org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");

  private static final Pattern LOGIN = Pattern.compile("\\s*([\\w.$]+)\\s+(required|requisite)\\b");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String file = environment.getProperty(SETTING);
    if (file == null || file.isBlank()) {
      return;
    }
    var settings = new TreeMap<String, Object>();
    // Spring Kafka, the binder and our own clients all take these.
    read(Path.of(file)).forEach((name, value) -> settings.put(property(name), value));
    environment.getPropertySources().addFirst(new MapPropertySource(SETTING, settings));
  }

  private static String property(String name) {
    return "spring.kafka.properties[" + name + "]";
  }

  /**
   * @throws SluiceException INVALID_INPUT; no value is quoted
   */
  static Map<String, String> read(Path file) {
    var read = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      read.load(text);
    } catch (IOException | IllegalArgumentException e) {
      throw new SluiceException(
          ErrorCode.INVALID_INPUT, SETTING + ": " + file + " cannot be read", e);
    }
    var settings = new TreeMap<String, String>();
    for (String name : read.stringPropertyNames()) {
      settings.put(name, checked(name, read.getProperty(name)));
    }
    return settings;
  }

  private static String checked(String name, String value) {
    if (!TAKEN.contains(name)) {
      throw invalid(
          name, "is not taken; what is: " + String.join(", ", TAKEN.stream().sorted().toList()));
    }
    switch (name) {
      case "sasl.jaas.config" -> {
        var login = LOGIN.matcher(value);
        // One login, ended by the only semicolon that is not in quotes.
        String bare = value.replaceAll("\"([^\"\\\\]|\\\\.)*\"", "");
        if (!login.lookingAt()
            || !LOGINS.contains(login.group(1))
            || bare.indexOf(';') != bare.stripTrailing().length() - 1) {
          throw invalid(name, "must be one login of " + LOGINS.stream().sorted().toList());
        }
      }
      case "sasl.login.callback.handler.class" -> {
        if (!HANDLERS.contains(value)) {
          throw invalid(name, "must be one of " + HANDLERS);
        }
      }
      case "sasl.oauthbearer.token.endpoint.url" -> {
        if (!value.startsWith("https://")) {
          throw invalid(name, "must be https: a file would be read, and http is read on the way");
        }
        // Whoever writes this file runs the services.
        System.setProperty(
            BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG, allowing(value));
      }
      default -> {}
    }
    return value;
  }

  private static String allowing(String url) {
    String before =
        System.getProperty(BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG, "");
    return before.isBlank() ? url : before + "," + url;
  }

  private static SluiceException invalid(String name, String what) {
    return new SluiceException(
        ErrorCode.INVALID_INPUT, SETTING + ": the property " + name + " " + what);
  }
}
